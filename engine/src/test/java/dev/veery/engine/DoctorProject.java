package dev.veery.engine;

import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;

/** A project with a database for a doctor to look at, which a role {@code small} may migrate. */
final class DoctorProject {

  /** What those who are at work have to be in for to be told of. */
  private static final String SETTINGS = "[doctor]\nlong-transaction = \"0\"\n";

  private static int databases;

  private final EmbeddedPostgres server;
  private final Path directory;
  private final String database = "doctor_" + ++databases;

  DoctorProject(EmbeddedPostgres server, Path directory) throws SQLException, IOException {
    this.server = server;
    this.directory = directory;
    server.createDatabase(database);
    try (Connection admin = admin();
        Statement sql = admin.createStatement()) {
      sql.execute(
          "DO $$ BEGIN CREATE ROLE small LOGIN PASSWORD 'small'; EXCEPTION WHEN duplicate_object THEN END $$");
      sql.execute("CREATE TABLE t (id int DEFAULT 0, n int)");
      sql.execute("ALTER TABLE t OWNER TO small");
      sql.execute("GRANT CREATE ON SCHEMA public TO small");
    }
    Files.createDirectories(directory.resolve("migrations"));
  }

  String database() {
    return database;
  }

  void migration(String sql) throws IOException {
    Files.writeString(
        directory.resolve("migrations/20260101000001_m.sql"), "-- Up Migration\n" + sql + ";\n");
  }

  CheckReport examine(String role) throws IOException {
    return examine(role, SETTINGS, Instant.now());
  }

  CheckReport examine(String role, String settings, Instant now) throws IOException {
    return examine(role, server.host(), settings, now);
  }

  /**
   * What the doctor says.
   *
   * @param host that the server is reached at
   */
  CheckReport examine(String role, String host, String settings, Instant now) throws IOException {
    String login = role.equals("small") ? "small:small" : server.user() + ":" + server.password();
    Files.writeString(
        directory.resolve("veery.toml"),
        "url = \"postgres://"
            + login
            + "@"
            + host
            + ":"
            + server.port()
            + "/"
            + database
            + "\"\n"
            + settings);
    Map<String, String> variables = Map.of("HOME_OF", "x");
    Config config = Config.read(new ConfigRequest(directory, null, null, Map.of(), Map.of()));
    try (Veery veery = Veery.open(config)) {
      return new Doctor(veery, request(variables, now)).run();
    }
  }

  static Doctor.Request request(Map<String, String> variables, Instant now) {
    return new Doctor.Request(
        new Target.Up.Latest(), PlanRequest.Options.DEFAULT, variables, null, false, now);
  }

  static CheckLine line(CheckReport report, String code) {
    return report.lines().stream()
        .filter(line -> line.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line " + code + " in " + report.lines()));
  }

  Connection admin() throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(database));
  }

  /** As {@code small}. */
  Connection small() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database,
        "small",
        "small");
  }

  Connection session(String name) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(database) + "&ApplicationName=" + name);
  }
}
