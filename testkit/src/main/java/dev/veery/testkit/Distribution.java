package dev.veery.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Veery as a process: the launcher of the built distribution, as users run it. */
public final class Distribution implements CommandLine {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path launcher;

  /**
   * @param launcher {@code bin/veery} of the distribution
   */
  public Distribution(Path launcher) {
    this.launcher = launcher;
  }

  /** The distribution that {@code mvn package} makes in the module {@code cli}. */
  public static Distribution ofRepository(Path repository) {
    return new Distribution(repository.resolve("cli/target/veery/bin/veery"));
  }

  /** False in a build that has not come to making it, such as {@code mvn test}. */
  public boolean isBuilt() {
    return Files.isExecutable(launcher);
  }

  /** Starts it and does not wait. */
  public ProcessUnderTest start(List<String> args, Map<String, String> environment, Path directory)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(launcher.toAbsolutePath().toString());
    command.addAll(args);
    return ProcessUnderTest.start(command, environment, directory);
  }

  @Override
  public Result run(
      List<String> args, String stdin, Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    try (var process = start(args, environment, directory)) {
      process.input(stdin);
      int exitCode = process.awaitExit(PATIENCE);
      return new Result(text(process.out()), text(process.err()), exitCode);
    }
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
