package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every directory under {@code examples} runs up, is up to date then, and leaves nothing behind.
 */
final class ExamplesTest {

  private static final Path EXAMPLES = Path.of("..", "examples");

  /** What people made: everything outside of the system's and Veery's own schemas. */
  private static final String OBJECTS =
      """
      SELECT 'relation ' || c.oid::regclass FROM pg_class c
       WHERE c.relnamespace IN (SELECT oid FROM mine)
      UNION ALL SELECT 'function ' || p.oid::regprocedure FROM pg_proc p
       WHERE p.pronamespace IN (SELECT oid FROM mine)
      UNION ALL SELECT 'type ' || t.oid::regtype FROM pg_type t
       WHERE t.typnamespace IN (SELECT oid FROM mine)
      UNION ALL SELECT 'schema ' || nspname FROM mine WHERE nspname <> 'public'
      ORDER BY 1
      """;

  private static final String MINE =
      """
      WITH mine AS (
        SELECT oid, nspname FROM pg_namespace
         WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'veery'))
      """;

  static List<String> projects() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files
          .filter(file -> file.endsWith("veery.toml"))
          .map(file -> EXAMPLES.relativize(file.getParent()).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("projects")
  void runsUpAndDown(String project) throws Exception {
    try (TestDatabase database = TestDatabase.create(TestServers.newest());
        Connection connection = database.connect()) {
      List<String> before = objects(connection);

      assertThat(veery(project, database, "up").exitCode()).isZero();
      List<String> migrated = objects(connection);
      assertThat(migrated).hasSizeGreaterThan(before.size());
      CommandLine.Result again = veery(project, database, "up");
      assertThat(again.exitCode()).isZero();
      assertThat(again.stdout()).contains("nothing to do");

      assertThat(veery(project, database, "rollback", "--yes").exitCode()).isZero();
      assertThat(objects(connection)).isEqualTo(before);

      assertThat(veery(project, database, "up").exitCode()).isZero();
    }
  }

  private static CommandLine.Result veery(String project, TestDatabase database, String... verb)
      throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of("-C", EXAMPLES.resolve(project).toString(), "--url", database.url()));
    args.addAll(List.of(verb));
    CommandLine.Result result = new InProcess().run(args, "", Map.of(), Path.of(""));
    if (result.exitCode() != 0) {
      System.err.println(result.stdout() + result.stderr());
    }
    return result;
  }

  private static List<String> objects(Connection connection) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(MINE + OBJECTS)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
