package dev.veery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.cli.Typed.Result;
import dev.veery.cli.args.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What needs no database. */
class CliTest {

  @TempDir Path folder;

  private Result run(String... words) {
    return new Typed(folder).run(words);
  }

  static Stream<String> verbs() {
    return Verbs.ALL.stream().map(Verb::name);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void everyVerbHasACommandAndHelp(String verb) {
    Result result = run((verb + " --help").split(" ", -1));

    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("veery " + verb + ": ").contains("Usage: veery " + verb);
    assertThat(result.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(110));
  }

  /** Read as YAML, of which JSON is a part: a reader that is at hand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "help",
        "help up",
        "version",
        "completion bash",
        "init",
        "list",
        "heads",
        "branches"
      })
  void everyDocumentIsOneObjectThatSaysOk(String line) throws IOException {
    Files.createDirectories(folder.resolve("migrations"));

    Result result = run((line + " --json").split(" ", -1));

    assertThat(result.code()).isZero();
    Map<?, ?> document =
        (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(result.out());
    assertThat(document.get("ok")).isEqualTo(true);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void noTwoVerbsShareAWord() {
    Set<String> seen = new HashSet<>();
    for (String word : Verbs.words()) {
      assertThat(seen.add(word)).as(word).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "statsu, did you mean 'status'",
    "migrte, did you mean 'migrate'",
    "xyzzy, veery help lists the commands",
  })
  void anUnknownVerbIsSuggested(String typed, String remedy) {
    Result result = run(typed);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("there is no command '" + typed + "'").contains(remedy);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void anUnknownOptionIsSuggested() {
    Result result = run("up", "--allow-out-order");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("veery up has no option --allow-out-order")
        .contains("did you mean '--allow-out-of-order'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up --steps many",
        "up --steps 0",
        "up --to 1 --steps 1",
        "up --rollback",
        "down --alone",
        "plan --batch 1",
        "plan --down --batch 0",
        "redo --steps 0",
        "rehearse --to 1 --steps 1",
        "show",
        "stamp",
        "baseline",
        "new",
        "completion tcsh",
        "list extra",
        "up --color sometimes",
        "-C nowhere list",
        "--env staging list",
        "--config missing.toml list",
      })
  void wrongArgumentsAreTheUsersFault(String line) {
    Result result = run(line.split(" ", -1));

    assertThat(result.err()).startsWith("error[VEERY-5").doesNotContain("defect");
    assertThat(result.code()).isEqualTo(2);
    assertThat(folder.resolve(".veery")).as("a server for nothing").doesNotExist();
  }

  @Test
  void optionsOfEveryCommandMayStandBeforeTheVerb() throws IOException {
    Files.createDirectories(folder.resolve("shop/migrations"));

    assertThat(run("-C", "shop", "--color", "never", "list").code()).isZero();
    assertThat(run("list", "-C", "shop").code()).isZero();
    assertThat(run("--migrations", "shop/migrations", "list").code()).isZero();
  }

  @Test
  void failuresAreJsonWhereJsonIsWanted() throws IOException {
    Files.createDirectories(folder.resolve("migrations"));

    Result result = run("list", "--json", "--layout", "nonsense");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out())
        .startsWith("{")
        .contains("\"ok\":false")
        .contains("\"code\":\"VEERY-")
        .contains("\"category\":\"user\"");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void aConfigurationErrorShowsItsLine() throws IOException {
    Files.writeString(folder.resolve("veery.toml"), "url = \"embedded\"\nmigration = \"db\"\n");

    Result result = run("list");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            """
            error[VEERY-502]: unknown key 'migration'
              ╭─ veery.toml:2:1
             2 │ migration = "db"
               │ ^
              → did you mean 'migrations'?
            """);
  }

  @Test
  void aPasswordIsMaskedInEverythingThatIsShown() throws IOException {
    Files.createDirectories(folder.resolve("migrations"));
    String url = "postgres://ada:gehe1m-s3cret@127.0.0.1:1/shop";

    for (String[] words :
        new String[][] {
          {"status", "--url", url},
          {"status", "--url", url, "--verbose"},
          {"status", "--url", url, "--json"},
          {"status", "--url", url + "?sslmode"},
          {"up", "--url=" + url, "--no-such-option"},
        }) {
      Result result = run(words);
      assertThat(result.out() + result.err()).isNotEmpty().doesNotContain("gehe1m-s3cret");
      assertThat(result.code()).isNotZero();
    }
  }

  @Test
  void anUnreachableServerIsTheEnvironmentsFault() throws IOException {
    Files.createDirectories(folder.resolve("migrations"));

    Result result = run("status", "--url", "postgres://ada@127.0.0.1:1/shop");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("VEERY-601").contains("127.0.0.1:1");
  }

  @Test
  void initWritesAProjectAndNeverOverwrites() throws IOException {
    assertThat(run("init").code()).isZero();
    assertThat(folder.resolve("migrations")).isDirectory();
    assertThat(Files.readString(folder.resolve(".gitignore"))).isEqualTo(".veery/\n");
    String written = Files.readString(folder.resolve("veery.toml"));

    assertThat(run("init").code()).isEqualTo(2);
    assertThat(folder.resolve("veery.toml")).hasContent(written);
    assertThat(run("list").code()).isZero();
  }

  @Test
  void newWritesAMigrationThatListShows() {
    run("init");

    Result written = run("new", "add", "ticket", "priority", "--author", "Ada <a@b.example>");
    Result listed = run("list", "--json");

    assertThat(written.code()).isZero();
    assertThat(written.out()).contains("_add_ticket_priority.sql");
    assertThat(listed.out())
        .contains("\"name\":\"add_ticket_priority\"")
        .contains("\"author\":\"Ada <a@b.example>\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completionScriptsAreAcceptedByTheirShell(String shell) throws Exception {
    Result result = run("completion", shell);
    assertThat(result.out())
        .contains("rollback")
        .contains("dry-run")
        .doesNotContain(" null ", "null\n");

    Path script = Files.writeString(folder.resolve("completion"), result.out());
    Process check;
    try {
      check = new ProcessBuilder(shell, "-n", script.toString()).redirectErrorStream(true).start();
    } catch (IOException e) {
      org.junit.jupiter.api.Assumptions.abort("there is no " + shell + " on this machine");
      return;
    }
    String said =
        new String(check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
  }
}
