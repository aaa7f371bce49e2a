package dev.veery.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a {@link Child} does. */
final class ChildMain {

  private ChildMain() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    switch (arguments[0]) {
      case "scratch" -> scratch(false);
      case "released" -> scratch(true);
      case "local" -> local(Path.of(arguments[1]), arguments[2]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Says the data directory and the server's process, and waits for the end of its input. */
  private static void scratch(boolean released) throws IOException, SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.scratch()) {
      server.createDatabase("shop");
      System.out.println(query(server.jdbcUrl("shop"), "SHOW data_directory"));
      System.out.println(
          query(
              server.jdbcUrl("shop"),
              "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"));
      System.out.flush();
      while (System.in.read() >= 0) {
        // Until the parent lets go, or kills.
      }
      if (released) {
        server.release();
        Runtime.getRuntime().halt(0);
      }
    }
  }

  /** Runs a query on the local server of a project and says the server's process and the answer. */
  private static void local(Path project, String sql) throws SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.local(project)) {
      if (!(EmbeddedPostgres.builder().in(project).status()
          instanceof LocalPostgres.Status.Running running)) {
        throw new IllegalStateException("started, and yet not running");
      }
      System.out.println(running.pid());
      System.out.println(query(server.jdbcUrl("postgres"), sql));
    }
  }

  /** The first value of the last statement. */
  private static String query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      boolean hasRows = statement.execute(sql);
      while (!hasRows) {
        hasRows = statement.getMoreResults();
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
