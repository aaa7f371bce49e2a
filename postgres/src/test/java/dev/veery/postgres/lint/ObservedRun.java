package dev.veery.postgres.lint;

import dev.veery.core.lint.LockMode;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Directives.TransactionMode;
import dev.veery.core.plan.TransactionUse;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Runs a script in transactions as the runner would, and looks after each statement. */
final class ObservedRun {

  private static final String LOCKS =
      """
      SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE l.pid = pg_backend_pid() AND l.granted AND c.relkind IN ('r', 'p', 'm')
        AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      """;

  private static final String SCANS =
      """
      SELECT c.relname, pg_stat_get_xact_numscans(c.oid) FROM pg_class c
      WHERE c.relkind IN ('r', 'p', 'm') AND c.relnamespace::regnamespace::text <> 'pg_catalog'
      """;

  private static final String FILES =
      """
      SELECT c.oid::text, pg_relation_filenode(c.oid) FROM pg_class c
      WHERE c.relkind IN ('r', 'm') AND c.relnamespace::regnamespace::text <> 'pg_catalog'
      """;

  private static final String NAMES = "SELECT oid::text, relname FROM pg_class";

  private final Connection connection;
  private final List<Observed.Statement> statements = new ArrayList<>();

  private ObservedRun(Connection connection) {
    this.connection = connection;
  }

  static Observed run(Connection connection, String sql) throws SQLException {
    Script script =
        Splitter.split(SqlSource.of("script.sql", sql.getBytes(StandardCharsets.UTF_8)));
    ObservedRun run = new ObservedRun(connection);
    String failure = "";
    String message = "";
    try {
      run.all(script);
    } catch (SQLException e) {
      failure = Objects.requireNonNullElse(e.getSQLState(), "?");
      message = String.valueOf(e.getMessage());
    } finally {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
    return new Observed(run.statements, failure, java.util.Objects.requireNonNullElse(message, ""));
  }

  private void all(Script script) throws SQLException {
    boolean own = false;
    boolean separate =
        Directives.ofFile(script.directives()).transaction() == TransactionMode.PER_STATEMENT;
    connection.setAutoCommit(false);
    for (ScriptItem item : script.items()) {
      if (!(item instanceof ScriptItem.Statement statement)) {
        throw new IllegalArgumentException("only statements in examples");
      }
      TransactionUse use = TransactionUse.of(statement.words());
      TransactionMode wished = Directives.ofStatement(statement.directives()).transaction();
      switch (use) {
        case BEGIN -> {
          connection.commit();
          own = true;
        }
        case COMMIT -> {
          connection.commit();
          own = false;
        }
        default -> {
          if ((use == TransactionUse.ALONE || wished == TransactionMode.OFF) && !own) {
            connection.commit();
            connection.setAutoCommit(true);
            observe(statement.text(), false);
            connection.setAutoCommit(false);
          } else if ((separate || wished == TransactionMode.PER_STATEMENT) && !own) {
            connection.commit();
            observe(statement.text(), true);
            connection.commit();
          } else {
            observe(statement.text(), true);
          }
        }
      }
    }
    connection.commit();
  }

  private void observe(String sql, boolean inside) throws SQLException {
    if (!inside) {
      execute(sql);
      statements.add(new Observed.Statement(sql, Map.of(), Set.of(), Set.of()));
      return;
    }
    Map<String, String> scansBefore = map(SCANS);
    Map<String, String> filesBefore = map(FILES);
    execute(sql);
    Map<String, LockMode> locks = new HashMap<>();
    try (var query = connection.createStatement();
        ResultSet rows = query.executeQuery(LOCKS)) {
      while (rows.next()) {
        locks.merge(rows.getString(1), LockMode.of(rows.getString(2)), LockMode::or);
      }
    }
    Set<String> scanned = new HashSet<>();
    map(SCANS)
        .forEach((table, count) -> {
          if (!count.equals(scansBefore.getOrDefault(table, "0"))) {
            scanned.add(table);
          }
        });
    Set<String> rewritten = new HashSet<>();
    Map<String, String> names = map(NAMES);
    map(FILES)
        .forEach((oid, file) -> {
          if (filesBefore.containsKey(oid) && !file.equals(filesBefore.get(oid))) {
            rewritten.add(names.get(oid));
          }
        });
    statements.add(new Observed.Statement(sql, locks, scanned, rewritten));
  }

  private Map<String, String> map(String sql) throws SQLException {
    Map<String, String> map = new HashMap<>();
    try (var query = connection.createStatement();
        ResultSet rows = query.executeQuery(sql)) {
      while (rows.next()) {
        map.put(rows.getString(1), String.valueOf(rows.getString(2)));
      }
    }
    return map;
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}
