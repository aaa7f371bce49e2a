package dev.veery.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {

  @TempDir Path temp;
  private Path project;

  @BeforeEach
  void project() throws IOException {
    project = Files.createDirectories(temp.toRealPath().resolve("project"));
  }

  private void file(String text) throws IOException {
    Files.writeString(project.resolve("veery.toml"), text);
  }

  private Config read(
      Path from,
      @Nullable String environment,
      Map<ConfigKey, List<String>> flags,
      Map<String, String> variables) {
    return Config.read(new ConfigRequest(from, null, environment, flags, variables));
  }

  private Config read() {
    return read(project, null, Map.of(), Map.of());
  }

  private List<Problem> problems(Map<String, String> variables) {
    return problems(null, Map.of(), variables);
  }

  private List<Problem> problems(
      @Nullable String environment,
      Map<ConfigKey, List<String>> flags,
      Map<String, String> variables) {
    return catchThrowableOfType(
            VeeryException.class, () -> read(project, environment, flags, variables))
        .problems();
  }

  @Test
  void withoutAFileTheDatabaseIsEmbedded() {
    Config config = read();

    assertThat(config.database()).isEqualTo(new Database.Embedded("app"));
    assertThat(config.migrations()).isEqualTo(project.resolve("migrations"));
    assertThat(config.journalSchema()).isEqualTo("veery");
    assertThat(config.layout()).isNull();
    assertThat(config.placeholders()).isNull();
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.production()).isFalse();
  }

  @Test
  void theNearestFileUpwardsIsTheProject() throws IOException {
    file("migrations = \"db\"\n");
    Path below = Files.createDirectories(project.resolve("src/main"));

    Config config = read(below, null, Map.of(), Map.of());

    assertThat(config.directory()).isEqualTo(project);
    assertThat(config.migrations()).isEqualTo(project.resolve("db"));
  }

  @Test
  void aPathFromTheCommandLineIsRelativeToWhereTheUserIs() throws IOException {
    file("migrations = \"db\"\n");
    Path below = Files.createDirectories(project.resolve("src"));

    Config config = read(below, null, Map.of(ConfigKey.MIGRATIONS, List.of("here")), Map.of());

    assertThat(config.migrations()).isEqualTo(below.resolve("here"));
  }

  @Test
  void flagBeatsVariableBeatsEnvironmentBeatsFileBeatsDefault() throws IOException {
    file(
        """
        journal-schema = "file"
        lock-timeout = "1s"
        statement-timeout = "1min"

        [env.staging]
        lock-timeout = "500ms"
        statement-timeout = "2min"
        connect-timeout = "3s"
        """);

    Config config =
        read(
            project,
            "staging",
            Map.of(ConfigKey.CONNECT_TIMEOUT, List.of("5s")),
            Map.of("VEERY_STATEMENT_TIMEOUT", "3min", "VEERY_CONNECT_TIMEOUT", "4s"));

    assertThat(config.journalSchema()).isEqualTo("file");
    assertThat(config.lockTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.statementTimeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.environment()).isEqualTo("staging");
  }

  @Test
  void theVariableVeeryEnvChoosesTheEnvironment() throws IOException {
    file("[env.ci]\nproduction = true\n");

    assertThat(read(project, null, Map.of(), Map.of("VEERY_ENV", "ci")).production()).isTrue();
  }

  @Test
  void anUnknownEnvironmentIsSuggested() throws IOException {
    file("[env.staging]\n[env.production]\n");

    Problem problem = problems("stagin", Map.of(), Map.of()).getFirst();

    assertThat(problem.code()).isEqualTo(ErrorCode.ENVIRONMENT_UNKNOWN);
    assertThat(problem.remedy()).isEqualTo("did you mean 'staging'?");
  }

  @Test
  void everyWrongKeyIsReportedWithItsPlace() throws IOException {
    file(
        """
        migration = "db"
        lock-timeout = 5
        production = "maybe"

        [env.staging]
        lock_timeout = "5s"
        """);

    List<Problem> problems = problems(Map.of());

    assertThat(problems)
        .extracting(p -> p.code() + " " + p.position())
        .containsExactlyInAnyOrder(
            "CONFIG_UNKNOWN_KEY veery.toml:1:1",
            "CONFIG_MALFORMED veery.toml:2:1",
            "CONFIG_UNKNOWN_KEY veery.toml:6:1");
    assertThat(problems)
        .extracting(Problem::remedy)
        .contains("did you mean 'migrations'?", "did you mean 'lock-timeout'?");
  }

  @Test
  void aValueThatCannotBeUnderstoodNamesWhereItWasSet() throws IOException {
    file("lock-timeout = \"soon\"\n");

    assertThat(problems(Map.of()).getFirst().position()).hasToString("veery.toml:1:1");
    assertThat(problems(Map.of("VEERY_LOCK_TIMEOUT", "later")).getFirst().message())
        .startsWith("VEERY_LOCK_TIMEOUT: ");
    assertThat(
            problems(null, Map.of(ConfigKey.LOCK_TIMEOUT, List.of("5")), Map.of())
                .getFirst()
                .message())
        .startsWith("--lock-timeout: ");
  }

  @Test
  void aSyntaxErrorHasItsLine() throws IOException {
    file("url = \"embedded\"\nmigrations = [\n");

    Problem problem = problems(Map.of()).getFirst();

    assertThat(problem.code()).isEqualTo(ErrorCode.CONFIG_MALFORMED);
    assertThat(String.valueOf(problem.position())).startsWith("veery.toml:");
  }

  /** The library fails over it with an exception of its own. */
  @Test
  void aLoneCarriageReturnInATableInBracesIsAnErrorLikeOthers() throws IOException {
    file("vars={a,#\r.");

    assertThat(problems(Map.of()).getFirst().code()).isEqualTo(ErrorCode.CONFIG_MALFORMED);
  }

  @Test
  void variablesAreReplacedOnlyInWhatIsUsed() throws IOException {
    file(
        """
        url = "postgres://app@${HOST}/shop"
        journal-schema = "${SCHEMA:-veery_log}"

        [placeholders]
        price = "$${untouched} ${CURRENCY}"

        [env.production]
        url = "${NOT_SET_TODAY}"
        """);

    Config config = read(project, null, Map.of(), Map.of("HOST", "db", "CURRENCY", "EUR"));

    assertThat(config.database()).hasToString("postgres://app@db:5432/shop");
    assertThat(config.journalSchema()).isEqualTo("veery_log");
    assertThat(config.placeholders()).containsEntry("price", "${untouched} EUR");
  }

  @Test
  void aVariableThatIsNotSetIsAnErrorWithItsPlace() throws IOException {
    file("\nlayout = \"${LAYOUT_OF_TODAY}\"\n");

    Problem problem = problems(Map.of()).getFirst();

    assertThat(problem.code()).isEqualTo(ErrorCode.VARIABLE_UNDEFINED);
    assertThat(problem.message()).contains("LAYOUT_OF_TODAY");
    assertThat(problem.position()).hasToString("veery.toml:2:1");
  }

  @Test
  void aDatabaseThatCannotBeToldIsMissedByWhoNeedsIt() throws IOException {
    file("\nurl = \"${DATABASE_URL}\"\nscratch = \"other\"\n[env.other]\nurl = \"${OTHER}\"\n");

    Config config = read(project, null, Map.of(), Map.of());

    assertThat(((Config.Database.Unknown) config.scratch()).missing())
        .extracting(Problem::message)
        .containsExactly("the environment variable OTHER is not set");
    Problem problem = ((Config.Database.Unknown) config.database()).missing().getFirst();
    assertThat(problem.code()).isEqualTo(ErrorCode.VARIABLE_UNDEFINED);
    assertThat(problem.message()).contains("DATABASE_URL");
    assertThat(problem.position()).hasToString("veery.toml:2:1");
  }

  @Test
  void typesAreCheckedInEveryEnvironment() throws IOException {
    file(
        """
        [env.one]
        lock-timeout = "2 parsecs"
        production = "perhaps"

        [env.two]
        lock-timeout = "${ONLY_THERE}"
        embedded-major = "eighteen"
        """);

    assertThat(problems(Map.of()))
        .extracting(problem -> problem.position() + " " + problem.message())
        .containsExactlyInAnyOrder(
            "veery.toml:2:1 lock-timeout is expected to be a duration, not '2 parsecs'",
            "veery.toml:3:1 production is expected to be true or false, not 'perhaps'",
            "veery.toml:7:1 embedded-major is expected to be a number, not 'eighteen'");
  }

  @Test
  void tablesAreLaidOverEachOther() throws IOException {
    file(
        """
        [vars]
        a = "top"
        b = "top"

        [env.x.vars]
        b = "env"
        c = 3
        """);

    Config config =
        read(
            project,
            "x",
            Map.of(ConfigKey.VARS, List.of("d=a=b", "a=flag")),
            Map.of("VEERY_VARS", "e=1\nf=2"));

    assertThat(config.vars())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a", "flag", "b", "env", "c", "3", "d", "a=b", "e", "1", "f", "2"));
  }

  @Test
  void aByteThatIsNotUtf8IsNamed() throws IOException {
    Files.write(project.resolve("veery.toml"), new byte[] {'a', '=', (byte) 0xff});

    assertThat(problems(Map.of()).getFirst().code()).isEqualTo(ErrorCode.FILE_NOT_UTF8);
  }

  @Test
  void noPasswordIsEverShown() throws IOException {
    file("url = \"postgres://app:tops3cret@db/shop\"\n");

    Config config = read();

    assertThat(config.toString()).doesNotContain("tops3cret");
    assertThat(config.database().toString()).doesNotContain("tops3cret");
    assertThat(config.secrets().mask("it was tops3cret, really")).isEqualTo("it was ****, really");
  }

  @Test
  void aMalformedUrlIsRefusedWithoutShowingIt() throws IOException {
    file("url = \"mysql://app:tops3cret@db/shop\"\n");

    Problem problem = problems(Map.of()).getFirst();

    assertThat(problem.message()).doesNotContain("tops3cret").contains("postgres://");
  }
}
