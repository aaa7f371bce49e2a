package dev.veery.postgres.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintSettings;
import dev.veery.core.lint.Linter;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.Subject;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of locks that the linter goes by, against the server: each statement of {@code
 * lint/locks.sql} is run, and the tables on which it holds a lock that blocks writes must be those
 * that the linter says, with the same mode. Statements that an older server does not know are
 * passed over there, and may be no more than a few.
 */
class LocksOnServerTest {

  private static final String HELD =
      "SELECT relation::text, mode FROM pg_locks WHERE pid = pg_backend_pid() AND granted";

  private static final String TABLES =
      """
      SELECT oid::text, relname FROM pg_class
      WHERE relkind IN ('r', 'p', 'm') AND relnamespace = 'public'::regnamespace
      """;

  /** Lets the linter tell what it thinks of a statement. */
  private static final class Probe extends Rule {
    private final Map<String, LockMode> locks = new TreeMap<>();

    Probe() {
      super(
          About.note("lock-probe")
              .title("what locks a statement takes")
              .explain("For this test.")
              .example(Example.of("SELECT 1;", "SELECT 1;"))
              .build());
    }

    @Override
    public void statement(Site at) {
      at.locks().forEach((table, mode) -> locks.put(table.name(), mode));
    }
  }

  static List<Integer> majors() {
    return ScratchServers.MAJORS;
  }

  @ParameterizedTest
  @MethodSource("majors")
  void theServerTakesTheLocksThatTheLinterSays(int major) throws Exception {
    String[] parts = resource().split("-- statements\n", 2);
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    int unknown = 0;
    try (ScratchDatabase database = ScratchServers.freshDatabase(major);
        Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
      execute(connection, parts[0]);
      Map<String, String> tables = new HashMap<>();
      rows(connection, TABLES).forEach(row -> tables.put(row.getFirst(), row.getLast()));
      connection.setAutoCommit(false);
      for (String sql : parts[1].strip().split("\n")) {
        if (sql.isBlank() || sql.startsWith("--")) {
          continue;
        }
        Map<String, LockMode> held;
        try {
          execute(connection, sql);
          held = held(connection, tables);
        } catch (SQLException e) {
          if (major == ScratchServers.MAJORS.getLast()) {
            wrong.add(sql + "\n  is refused: " + e.getMessage());
          }
          unknown++;
          continue;
        } finally {
          connection.rollback();
        }
        compared++;
        Map<String, LockMode> said = said(parts[0], sql, major);
        if (!said.equals(held)) {
          wrong.add(sql + "\n  server " + held + "\n  linter " + said);
        }
      }
    }
    assertThat(wrong).as(String.join("\n", wrong)).isEmpty();
    assertThat(compared).isGreaterThan(100);
    assertThat(unknown).isLessThan(20);
  }

  private static Map<String, LockMode> said(String before, String sql, int major) {
    Probe probe = new Probe();
    Linter.lint(
        List.of(subject("before", before, false), subject("statement", sql, true)),
        List.of(probe),
        LintSettings.DEFAULT.on(major));
    return probe.locks;
  }

  private static Subject subject(String label, String sql, boolean wanted) {
    return Subject.of(
        label,
        Splitter.split(SqlSource.of(label + ".sql", sql.getBytes(StandardCharsets.UTF_8))),
        null,
        wanted);
  }

  /**
   * @param tables those that were there before, by number: a statement may rename or drop them
   */
  private static Map<String, LockMode> held(Connection connection, Map<String, String> tables)
      throws SQLException {
    Map<String, LockMode> held = new TreeMap<>();
    for (List<String> lock : rows(connection, HELD)) {
      String table = tables.get(lock.getFirst());
      if (table == null) {
        continue;
      }
      LockMode mode = LockMode.of(lock.getLast());
      if (mode.blocksWrites()) {
        held.merge(table, mode, LockMode::or);
      }
    }
    return held;
  }

  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    List<List<String>> found = new ArrayList<>();
    try (var query = connection.createStatement();
        ResultSet rows = query.executeQuery(sql)) {
      while (rows.next()) {
        found.add(List.of(String.valueOf(rows.getString(1)), String.valueOf(rows.getString(2))));
      }
    }
    return found;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static String resource() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(LocksOnServerTest.class.getResourceAsStream("/lint/locks.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
