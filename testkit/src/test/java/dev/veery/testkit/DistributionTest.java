package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process can show: that it can be interrupted, killed, and be short of memory. */
class DistributionTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Distribution VEERY =
      Distribution.ofRepository(MODULE.resolveSibling("").normalize());

  @TempDir Path directory;

  @BeforeEach
  void needsTheDistribution() {
    assumeTrue(VEERY.isBuilt(), "the distribution is not built");
  }

  private void write(String name, String text) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String ask(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  private static void await(TestDatabase database, String condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!ask(database, "SELECT " + condition).equals("t")) {
      assertThat(System.nanoTime()).as("waiting for " + condition).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static String sleepers() {
    return "EXISTS (SELECT FROM pg_stat_activity"
        + " WHERE datname = current_database() AND wait_event = 'PgSleep')";
  }

  private void writeSlowMigrations() throws Exception {
    write("veery.toml", "url = \"${DATABASE_URL}\"\n");
    write("migrations/20260101000000_a.sql", "CREATE TABLE a ();\n");
    write(
        "migrations/20260102000000_b.sql",
        """
        CREATE TABLE b ();
        SELECT pg_sleep(600) WHERE to_regclass('go_on') IS NULL;
        """);
  }

  private void goOn(TestDatabase database, Map<String, String> environment) throws Exception {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE go_on ()");
    }
    CommandLine.Result second = VEERY.run(List.of("up"), "", environment, directory);
    assertThat(second.exitCode()).as(second.stderr()).isZero();
    assertThat(ask(database, "SELECT to_regclass('b')")).isEqualTo("b");
    assertThat(
            ask(database, "SELECT string_agg(version, ' ' ORDER BY version) FROM veery.migration"))
        .isEqualTo("20260101000000 20260102000000");
  }

  @Test
  void anInterruptedRunStopsItsStatementAndLeavesNothingHalfDone() throws Exception {
    writeSlowMigrations();
    try (var database = TestDatabase.create(TestServers.newest())) {
      Map<String, String> environment = Map.of("DATABASE_URL", database.url());
      try (var process = VEERY.start(List.of("up"), environment, directory)) {
        await(database, sleepers());
        process.terminate();
        assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isNotZero();
      }
      await(database, "NOT " + sleepers());
      assertThat(ask(database, "SELECT to_regclass('a')")).isEqualTo("a");
      assertThat(ask(database, "SELECT to_regclass('b')")).isEqualTo("null");
      goOn(database, environment);
    }
  }

  @Test
  void aKilledRunIsGoneOnWithByTheNextOne() throws Exception {
    writeSlowMigrations();
    try (var database = TestDatabase.create(TestServers.newest())) {
      Map<String, String> environment = Map.of("DATABASE_URL", database.url());
      try (var process = VEERY.start(List.of("up"), environment, directory)) {
        // What is done is told at once, into a pipe as well.
        process.awaitLine("20260101000000_a", PATIENCE);
        await(database, sleepers());
        process.kill();
      }
      // The server looks for its client now and then; until it does the next run waits.
      goOn(database, environment);
    }
  }

  @Test
  void aScriptManyTimesLargerThanTheHeapIsApplied() throws Exception {
    long rows = 1_500_000;
    write("veery.toml", "url = \"${DATABASE_URL}\"\n");
    Path script = directory.resolve("migrations/20260101000000_rows.sql");
    Files.createDirectories(script.getParent());
    try (var out = Files.newBufferedWriter(script, StandardCharsets.UTF_8)) {
      out.write("CREATE UNLOGGED TABLE rows (id bigint, note text);\nCOPY rows FROM STDIN;\n");
      String note = "x".repeat(60);
      for (long i = 0; i < rows; i++) {
        out.write(i + "\t" + note + "\n");
      }
      out.write("\\.\nSELECT 1;\n");
    }
    assertThat(Files.size(script)).isGreaterThan(4 * 24L * 1024 * 1024);
    try (var database = TestDatabase.create(TestServers.newest())) {
      CommandLine.Result result =
          VEERY.run(
              List.of("up"),
              "",
              Map.of("DATABASE_URL", database.url(), "VEERY_JAVA_OPTS", "-Xmx24m"),
              directory);
      assertThat(result.exitCode()).as(result.stderr()).isZero();
      assertThat(ask(database, "SELECT count(*) FROM rows")).isEqualTo(Long.toString(rows));
    }
  }

  /**
   * Results and remarks go two ways, and most often end in one log: in the order they were said in.
   */
  @Test
  void aLogHasWhatWasSaidFirstBeforeTheRest() throws Exception {
    write("veery.toml", "url = \"${DATABASE_URL}\"\n");
    write("migrations/20260101000000_a.sql", "-- Up Migration\nCREATE TABLE a ();\n");
    write("migrations/20260102000000_b.pgsql", "CREATE TABLE b ();\n");
    Path log = directory.resolve("log");
    try (var database = TestDatabase.create(TestServers.newest())) {
      Path launcher = MODULE.resolveSibling("cli/target/veery/bin/veery");
      var command =
          new ProcessBuilder(launcher.toString(), "plan")
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      command.environment().put("DATABASE_URL", database.url());
      assertThat(command.start().waitFor()).isZero();
    }
    assertThat(Files.readString(log))
        .containsSubsequence(
            "warning", "20260102000000_b.pgsql", "20260101000000_a", "1 migration");
  }

  /**
   * Nothing to do is the usual answer, and is to be quick: no class comes out of a jar, and none is
   * made at run time. Those in which the JDK keeps events are in no cache.
   */
  @Test
  void theUsualStartMakesAndUnpacksNoClass() throws Exception {
    write("veery.toml", "url = \"${DATABASE_URL}\"\n");
    long written = 1_760_000_000_123L;
    for (int i = 100; i < 200; i++) {
      write("migrations/" + i + "_m.sql", "-- Up Migration\nSELECT 1;\n");
      assertThat(directory.resolve("migrations/" + i + "_m.sql").toFile().setLastModified(written))
          .isTrue();
    }
    assertThat(directory.resolve("migrations").toFile().setLastModified(written)).isTrue();
    try (var database = TestDatabase.create(TestServers.newest())) {
      Map<String, String> environment = Map.of("DATABASE_URL", database.url());
      for (int i = 0; i < 2; i++) {
        assertThat(VEERY.run(List.of("up"), "", environment, directory).exitCode()).isZero();
      }
      startsWithWhatIsInTheCache(List.of("up"), database, directory);
      Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
      startsWithWhatIsInTheCache(List.of("-C", directory.toString(), "up"), database, elsewhere);
    }
  }

  private void startsWithWhatIsInTheCache(List<String> words, TestDatabase database, Path working)
      throws Exception {
    Path log = directory.resolve("classes.log");
    Map<String, String> watched =
        Map.of(
            "DATABASE_URL",
            database.url(),
            "VEERY_JAVA_OPTS",
            "-Xlog:class+load=info:file=" + log + ":tags");
    CommandLine.Result result = VEERY.run(words, "", watched, working);
    assertThat(result.stdout()).contains("nothing to do: everything is applied");
    List<String> loaded = Files.readAllLines(log);
    assumeTrue(
        loaded.stream().anyMatch(line -> line.contains("dev.veery.cli.Main source: shared")),
        "the distribution has no ahead-of-time cache");
    assertThat(loaded)
        .filteredOn(line -> !line.contains("shared objects file"))
        .allMatch(line -> line.contains("jdk.internal.event."));
  }
}
