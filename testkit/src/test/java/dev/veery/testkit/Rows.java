package dev.veery.testkit;

import dev.veery.embedded.ScratchDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks a database from outside of Veery. */
final class Rows {

  private Rows() {}

  /** The same where it does not matter whether it works. */
  static void quietly(ScratchDatabase database, String sql) {
    try {
      of(database, sql);
    } catch (SQLException e) {
      // Nothing depends on it.
    }
  }

  /** What a statement gives, each row as a line with {@code |} between; empty for none. */
  static List<String> of(ScratchDatabase database, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return rows;
      }
      try (ResultSet result = statement.getResultSet()) {
        while (result.next()) {
          StringBuilder row = new StringBuilder();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.append(i == 1 ? "" : "|").append(result.getString(i));
          }
          rows.add(row.toString());
        }
      }
    }
    return rows;
  }
}
