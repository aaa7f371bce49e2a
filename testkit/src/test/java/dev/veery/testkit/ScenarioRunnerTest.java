package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner itself, with a stand-in for {@code veery} that does what its arguments say. */
class ScenarioRunnerTest {

  private static final CommandLine STAND_IN =
      (args, stdin, environment, directory) ->
          switch (args.getFirst()) {
            case "echo" -> result(String.join(" ", args.subList(1, args.size())) + "\n");
            case "read" -> result(stdin);
            case "env" -> result(environment.get(args.get(1)) + "\n");
            case "config" -> result(Files.readString(directory.resolve("veery.toml")));
            case "fail" -> new CommandLine.Result("", "bad: " + args.get(1) + "\n", 4);
            case "sql" -> {
              try (var connection =
                      DriverManager.getConnection(jdbcUrl(environment.get("DATABASE_URL")));
                  var statement = connection.createStatement()) {
                statement.execute(args.get(1));
                yield result("done\n");
              }
            }
            default -> throw new IllegalArgumentException(args.getFirst());
          };

  @TempDir Path directory;

  private static CommandLine.Result result(String stdout) {
    return new CommandLine.Result(stdout, "", 0);
  }

  private static String jdbcUrl(@Nullable String url) {
    return "jdbc:" + String.valueOf(url).replaceAll("(\\w+):(\\w+)@(.*)", "$3?user=$1&password=$2");
  }

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("one.txtar"), text);
  }

  private void run(Path file) throws Exception {
    Scenario scenario = ScenarioFile.read(file);
    new Scenarios(directory, TestServers::byName, STAND_IN, STAND_IN).run(scenario, "newest");
  }

  @Test
  void whatIsExpectedPasses() throws Exception {
    run(
        file(
            """
            # Every kind of step.
            -- a/b.sql --
            SELECT 1;

            -- run --
            $ cat a/b.sql
            > SELECT 1;
            $ veery echo "two  words" ${DATABASE}
            > two  words <database>
            $ veery read
            < y
            <
            < x
            > y
            >
            > x
            $ GREETING='hi you' veery env GREETING
            > hi you
            $ veery config
            > url = "${DATABASE_URL}"
            $ veery fail now
            ! bad: now
            ? 4
            $ veery echo 1 > out.txt
            $ cat out.txt
            > 1
            $ sql CREATE TABLE t (id int, note text); INSERT INTO t VALUES (1, 'a'), (2, NULL)
            $ sql SELECT * FROM t ORDER BY id
            > id | note
            > 1 | a
            > 2 | ∅
            $ sql
            < SELECT count(*)
            <   FROM t
            > count
            > 2
            $ sql SELECT * FROM nowhere
            ! 42P01: relation "nowhere" does not exist
            ? 1
            -- a/b.sql --
            SELECT 2;
            -- run --
            $ cat a/b.sql
            > SELECT 2;
            $ bytes latin1.sql 2d2d20 e9
            $ text crlf.sql "a\\r\\nb"
            $ sed 2; 3; a/b.sql
            $ cat a/b.sql
            > SELECT 3;
            $ mv a/b.sql c.sql
            $ rm latin1.sql
            $ ls
            > c.sql
            > crlf.sql
            > out.txt
            > veery.toml
            """));
  }

  @Test
  void aSessionHoldsItsTransactionWhileVeeryWaits() throws Exception {
    run(
        file(
            """
            # A command in the background waits for a lock of a named session.
            -- run --
            $ sql CREATE TABLE t (id int)
            $ sql @other BEGIN; LOCK TABLE t
            $ veery sql 'ALTER TABLE t ADD COLUMN n int' &one
            $ until SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)
            $ sql @other COMMIT
            $ wait one
            > done
            $ sql SELECT n FROM t
            > n
            """));
  }

  @Test
  void whatDiffersIsShownWithItsPlace() throws Exception {
    Path file =
        file(
            """
            # Wrong on purpose.
            -- run --
            $ veery echo same
            > same
            $ veery echo actual
            > expected
            """);
    assertThatThrownBy(() -> run(file))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            """
            one.txtar:5
              $ veery echo actual
                - > expected
                + > actual
            """)
        .hasMessageNotContaining("echo same");
  }

  @Test
  void exitCodesCountToo() throws Exception {
    Path file = file("# Wrong on purpose.\n-- run --\n$ veery fail now\n! bad: now\n? 3\n");
    assertThatThrownBy(() -> run(file)).hasMessageContaining("- ? 3\n    + ? 4");
  }

  @Test
  void theUpdateModeRewritesExpectationsOnly() throws Exception {
    Path file =
        file(
            """
            # Described.
            -- run --
            # why
            $ veery echo 17 rows
            > [..] rows
            $ veery echo actual
            > expected

            $ veery fail now
            """);
    Scenario scenario = ScenarioFile.read(file);
    new Scenarios(directory, TestServers::byName, STAND_IN, STAND_IN).update(scenario, "newest");
    assertThat(file)
        .hasContent(
            """
            # Described.
            -- run --
            # why
            $ veery echo 17 rows
            > [..] rows
            $ veery echo actual
            > actual

            $ veery fail now
            ! bad: now
            ? 4
            """);
  }

  @Test
  void theDatabaseAndTheDirectoryAreGoneAfterwards() throws Exception {
    var seen = new ArrayList<String>();
    var work = new ArrayList<Path>();
    CommandLine noting =
        (args, stdin, environment, where) -> {
          seen.add(String.valueOf(environment.get("DATABASE_URL")).replaceAll(".*/", ""));
          work.add(where);
          return result("");
        };
    Scenario scenario = ScenarioFile.read(file("# Leaves nothing.\n-- run --\n$ veery\n"));
    new Scenarios(directory, TestServers::byName, noting, noting).run(scenario, "newest");
    assertThat(work).hasSize(1).allMatch(Files::notExists);
    TestServer server = TestServers.newest();
    try (var connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        var query = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
      query.setString(1, seen.getFirst());
      assertThat(query.executeQuery().next()).isFalse();
    }
  }

  @Test
  void everyFileBecomesATest() throws Exception {
    Files.writeString(directory.resolve("a.txtar"), "# A.\n");
    Files.createDirectory(directory.resolve("sub"));
    Files.writeString(directory.resolve("sub/b.txtar"), "# B.\n#! servers 17 18\n");
    var scenarios = new Scenarios(directory, TestServers::byName, STAND_IN, STAND_IN);
    assertThat(scenarios.tests().map(node -> node.getDisplayName()))
        .isEqualTo(List.of("a", "sub/b on 17", "sub/b on 18"));
  }
}
