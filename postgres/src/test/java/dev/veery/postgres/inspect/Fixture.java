package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/** Databases for the tests of this package. */
final class Fixture {

  private Fixture() {}

  /** A new database with every kind of object that a major knows. */
  static ScratchDatabase everything(int major) throws SQLException, IOException {
    ScratchDatabase database = ScratchServers.freshDatabase(major);
    try (Connection connection = connect(database)) {
      roles(connection);
      for (int version : ScratchServers.MAJORS) {
        if (version <= major) {
          run(connection, resource("everything-" + version + ".sql"));
        }
      }
    }
    return database;
  }

  /** Roles belong to the server, which several databases share. */
  private static void roles(Connection connection) throws SQLException {
    for (String role :
        List.of("fixture_owner", "fixture_reader", "fixture_writer", "Fixture Odd")) {
      execute(
          connection,
          "DO $$ BEGIN CREATE ROLE \"%s\"; EXCEPTION WHEN duplicate_object THEN END $$"
              .formatted(role));
    }
    execute(
        connection,
        "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO fixture_owner',"
            + " current_database()); END $$");
  }

  /** A new database made from a catalog's export. */
  static ScratchDatabase load(int major, Catalog catalog, ExportOptions options)
      throws SQLException {
    ScratchDatabase database = ScratchServers.freshDatabase(major);
    try (Connection connection = connect(database)) {
      // As a script, through the splitter, because that is how people will load it.
      run(connection, SchemaExport.sql(catalog, options));
    }
    return database;
  }

  static Connection connect(ScratchDatabase database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl());
  }

  static Catalog inspect(ScratchDatabase database) throws SQLException {
    try (Connection connection = connect(database)) {
      return Inspector.inspect(connection, InspectOptions.DEFAULT);
    }
  }

  static void run(Connection connection, String script) throws SQLException {
    byte[] bytes = script.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (ScriptItem item : Splitter.split(SqlSource.of("fixture.sql", bytes)).items()) {
      execute(connection, ((ScriptItem.Statement) item).text());
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\nin: " + sql, e.getSQLState(), e);
    }
  }

  static String resource(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Fixture.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
