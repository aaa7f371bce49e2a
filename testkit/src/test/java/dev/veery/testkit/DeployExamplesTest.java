package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.cli.Verbs;
import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Verb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files under {@code examples/deploy} can be read by whom they are for. */
final class DeployExamplesTest {

  private static final Path FOLDER = Path.of("..", "examples", "deploy");

  @Test
  void manifestsAreWholeAndTheirCommandsExist() throws IOException {
    List<Path> files = new ArrayList<>();
    try (var found = Files.walk(FOLDER)) {
      found.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(files::add);
    }
    assertThat(files).hasSize(4);
    List<List<?>> commands = new ArrayList<>();
    for (Path file : files) {
      for (Object document :
          new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file))) {
        Map<?, ?> manifest = (Map<?, ?>) document;
        if (manifest.get("services") instanceof Map<?, ?> services) {
          services.values().forEach(service -> command(commands, (Map<?, ?>) service, "command"));
        } else {
          assertThat(manifest.get("apiVersion")).as(file.toString()).isIn("batch/v1", "apps/v1");
          assertThat(manifest.get("kind")).isIn("Job", "Deployment");
          Map<?, ?> pod = map(map(map(manifest, "spec"), "template"), "spec");
          for (String kind : List.of("initContainers", "containers")) {
            if (pod.get(kind) instanceof List<?> containers) {
              for (Object container : containers) {
                assertThat(((Map<?, ?>) container).get("image")).isNotNull();
                command(commands, (Map<?, ?>) container, "args");
              }
            }
          }
        }
      }
    }
    assertThat(commands).hasSize(4);
    for (List<?> command : commands) {
      List<String> words = command.stream().map(String::valueOf).toList();
      assertThat(words.getFirst()).isEqualTo("veery");
      Verb verb = Objects.requireNonNull(Verbs.find(words.get(1)), words.get(1));
      // Throws for an option that the command does not have.
      assertThat(Arguments.parse(verb, Verbs.create(verb), words.subList(2, words.size())))
          .isNotNull();
    }
  }

  private static void command(List<List<?>> commands, Map<?, ?> container, String key) {
    if (container.get(key) instanceof List<?> command) {
      commands.add(command);
    }
  }

  private static Map<?, ?> map(Map<?, ?> in, String key) {
    return (Map<?, ?>) Objects.requireNonNull(in.get(key), key);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theEntryPointIsAScriptThatRuns() throws Exception {
    Path script = FOLDER.resolve("entrypoint.sh").toAbsolutePath();
    assertThat(exit("sh", "-n", script.toString())).isZero();
    ProcessBuilder off = new ProcessBuilder("sh", script.toString(), "echo", "started");
    off.environment().put("VEERY_ON_START", "off");
    Process started = off.start();
    assertThat(new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("started\n");
    ProcessBuilder odd = new ProcessBuilder("sh", script.toString(), "echo", "started");
    odd.environment().put("VEERY_ON_START", "perhaps");
    assertThat(odd.start().waitFor()).isEqualTo(2);
  }

  private static int exit(String... command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
