package dev.veery.testkit;

import dev.veery.testkit.Scenario.Output;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PSQLException;

/** The SQL connections of one scenario: one per name, kept open until the scenario ends. */
final class SqlSessions implements AutoCloseable {

  private static final String MAIN = "";

  private final TestDatabase database;
  private final Map<String, Connection> open = new LinkedHashMap<>();

  SqlSessions(TestDatabase database) {
    this.database = database;
  }

  /**
   * Runs SQL, which may be several statements, and prints the rows of each that has any: a line of
   * column names and one line per row, columns separated by {@code " | "}, null as {@code ∅}.
   *
   * @param session the name of the connection; empty for the scenario's own
   */
  Output run(String session, String sql) throws SQLException {
    Connection connection = connection(session);
    var lines = new ArrayList<String>();
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (rows || statement.getUpdateCount() != -1) {
        if (rows) {
          try (ResultSet result = statement.getResultSet()) {
            print(result, lines);
          }
        }
        rows = statement.getMoreResults();
      }
      return Output.ofStdout(lines);
    } catch (PSQLException e) {
      String message = e.getServerErrorMessage() == null ? e.getMessage() : serverMessage(e);
      return Output.failure(e.getSQLState() + ": " + message);
    } finally {
      if (session.equals(MAIN)) {
        // Veery may be told to drop this database, or to wait until nobody uses it.
        connection.close();
        open.remove(MAIN);
      }
    }
  }

  /** Whether the first column of the first row is true. */
  boolean holds(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() && result.getBoolean(1);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : open.values()) {
      connection.close();
    }
  }

  private Connection connection(String session) throws SQLException {
    Connection known = open.get(session);
    if (known != null && !known.isClosed()) {
      return known;
    }
    Connection fresh = database.connect();
    open.put(session, fresh);
    return fresh;
  }

  private static String serverMessage(PSQLException e) {
    var message = e.getServerErrorMessage();
    return message == null || message.getMessage() == null
        ? String.valueOf(e.getMessage())
        : message.getMessage();
  }

  private static void print(ResultSet result, List<String> lines) throws SQLException {
    int columns = result.getMetaData().getColumnCount();
    var names = new ArrayList<String>();
    for (int i = 1; i <= columns; i++) {
      names.add(result.getMetaData().getColumnLabel(i));
    }
    lines.add(String.join(" | ", names));
    while (result.next()) {
      var row = new ArrayList<String>();
      for (int i = 1; i <= columns; i++) {
        String value = result.getString(i);
        row.add(value == null ? "∅" : value);
      }
      lines.addAll(String.join(" | ", row).lines().toList());
    }
  }
}
