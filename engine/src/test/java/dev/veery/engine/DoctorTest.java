package dev.veery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.core.verify.CheckReport;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line of the doctor on a real server: where it fires, and where it does not. */
final class DoctorTest {

  private static EmbeddedPostgres server;
  private static int databases;

  @TempDir Path directory;
  private String database = "";
  private final List<Connection> sessions = new ArrayList<>();

  @BeforeAll
  static void start() {
    server =
        EmbeddedPostgres.builder()
            .setting("max_prepared_transactions", "4")
            .setting("wal_level", "logical")
            .setting("max_wal_senders", "4")
            .setting("max_replication_slots", "4")
            .setting("autovacuum", "on")
            .setting("track_counts", "on")
            .scratch();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /**
   * One line.
   *
   * @param sql brings the server into the state that the line is about
   * @param undo brings it out again
   */
  private record Case(String code, String sql, String undo, Level level, String says) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              "prepared-transactions",
              "BEGIN; LOCK TABLE t; PREPARE TRANSACTION 'forgotten'",
              "ROLLBACK PREPARED 'forgotten'",
              Level.STOP,
              "transaction forgotten of postgres, prepared 0 s ago"),
          new Case(
              "slots",
              "SELECT pg_create_physical_replication_slot('lost_reader', true)",
              "SELECT pg_drop_replication_slot('lost_reader')",
              Level.WARNING,
              "lost_reader (physical, nobody reads it)"),
          new Case(
              "invalid-indexes",
              "CREATE INDEX t_n ON t (n); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_n'::regclass",
              "DROP INDEX t_n",
              Level.WARNING,
              "public.t_n on t is invalid"),
          new Case(
              "not-validated",
              "ALTER TABLE t ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
              "ALTER TABLE t VALIDATE CONSTRAINT positive",
              Level.WARNING,
              "constraint positive on public.t is not validated"),
          new Case(
              "sequences",
              "CREATE TABLE s (id serial); SELECT setval('s_id_seq', 1700000000)",
              "SELECT setval('s_id_seq', 5)",
              Level.WARNING,
              "public.s_id_seq has used 79.2 % of its numbers"),
          new Case(
              "sequences",
              "SELECT setval('s_id_seq', 2147483000)",
              "SELECT setval('s_id_seq', 5)",
              Level.STOP,
              "public.s_id_seq has used 100.0 % of its numbers"),
          new Case(
              "table-autovacuum",
              "ALTER TABLE t SET (autovacuum_enabled = off)",
              "ALTER TABLE t RESET (autovacuum_enabled)",
              Level.WARNING,
              "autovacuum is off for public.t"),
          new Case(
              "dead-rows",
              "INSERT INTO t SELECT 5, g FROM generate_series(1, 20000) g; DELETE FROM t WHERE id = 5;"
                  + " SELECT pg_stat_force_next_flush()",
              "VACUUM (ANALYZE, FREEZE) t",
              Level.WARNING,
              "public.t has 20,000 dead rows beside"),
          new Case(
              "autovacuum",
              "ALTER SYSTEM SET autovacuum = off; SELECT pg_reload_conf(); SELECT pg_sleep(0.3)",
              "ALTER SYSTEM RESET autovacuum; SELECT pg_reload_conf(); SELECT pg_sleep(0.3)",
              Level.WARNING,
              "autovacuum is off on this server"),
          new Case(
              "connections",
              "ALTER DATABASE ${database} CONNECTION LIMIT 3; ALTER ROLE small CONNECTION LIMIT 2",
              "ALTER DATABASE ${database} CONNECTION LIMIT -1; ALTER ROLE small CONNECTION LIMIT -1",
              Level.STOP,
              "a run needs up to 3"),
          new Case(
              "read-only",
              "ALTER ROLE small SET default_transaction_read_only = on",
              "ALTER ROLE small RESET default_transaction_read_only",
              Level.STOP,
              "transactions are read-only by default"),
          new Case(
              "privileges",
              "ALTER TABLE t OWNER TO postgres; REVOKE CREATE ON SCHEMA public FROM small",
              "ALTER TABLE t OWNER TO small; GRANT CREATE ON SCHEMA public TO small",
              Level.STOP,
              "the role lacks 2 privileges"),
          new Case(
              "journal",
              "CREATE SCHEMA veery; CREATE TABLE veery.journal (format int); INSERT INTO veery.journal VALUES (99);"
                  + " GRANT USAGE ON SCHEMA veery TO small; GRANT SELECT ON veery.journal TO small",
              "DROP SCHEMA veery CASCADE",
              Level.STOP,
              "has format 99"));

  @Test
  void everyLineThatTheServerCausesFiresAndOnlyThen() throws Exception {
    prepare();
    migration("CREATE TABLE made (id int); ALTER TABLE t ADD COLUMN note text");
    try (Connection admin = admin();
        Statement sql = admin.createStatement()) {
      for (Case one : CASES) {
        boolean asSmall =
            List.of("connections", "read-only", "privileges", "journal").contains(one.code());
        for (String statement : one.sql().split("; ")) {
          sql.execute(statement.replace("${database}", database));
        }
        CheckLine fired = line(examine(asSmall ? "small" : "postgres"), one.code());
        for (String statement : one.undo().split("; ")) {
          sql.execute(statement.replace("${database}", database));
        }
        assertThat(fired.level()).as(fired.toString()).isEqualTo(one.level());
        assertThat(fired.what() + fired.details()).contains(one.says());
        assertThat(fired.remedy()).as(one.code()).isNotEmpty();
        CheckLine after = line(examine(asSmall ? "small" : "postgres"), one.code());
        assertThat(after.level()).as(after.toString()).isIn(Level.TICK, Level.SKIPPED);
        if (!asSmall) {
          assertThat(after.level()).as(after.toString()).isEqualTo(Level.TICK);
        }
      }
    }
  }

  @Test
  void whoeverIsAtWorkIsSeen() throws Exception {
    prepare();
    migration("ALTER TABLE t ADD COLUMN note text");
    try (Connection admin = admin();
        Statement sql = admin.createStatement()) {
      CheckReport quiet = examine("postgres");
      assertThat(line(quiet, "idle-in-transaction").level()).isEqualTo(Level.TICK);
      assertThat(line(quiet, "long-transactions").level()).isEqualTo(Level.TICK);
      assertThat(line(quiet, "blockers").level()).isEqualTo(Level.TICK);

      Connection idle = session("idler");
      idle.setAutoCommit(false);
      idle.createStatement().execute("LOCK TABLE t");
      Connection waits = session("waiter");
      Thread waiting = new Thread(() -> run(waits, "SELECT count(*) FROM t"));
      waiting.start();
      Connection busy = session("worker");
      Thread working = new Thread(() -> run(busy, "SELECT pg_sleep(20)"));
      working.start();
      until(sql, "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      until(sql, "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
      CheckReport report = examine("postgres");
      CheckReport seen = examine("small");
      sql.execute(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
      idle.rollback();
      waiting.join();
      working.join();
      assertThat(line(report, "idle-in-transaction").what())
          .contains("(postgres, idler) has its transaction open")
          .endsWith("its last statement: LOCK TABLE t");
      assertThat(line(report, "idle-in-transaction").remedy()).contains("pg_terminate_backend(");
      assertThat(line(report, "long-transactions").toString())
          .contains("(postgres, worker) has been in its transaction", "SELECT pg_sleep(20)");
      assertThat(line(report, "blockers").what()).contains("(postgres, idler) holds up 1 session");
      // A role without pg_monitor does not see what others do, and is told so.
      assertThat(line(seen, "blockers").level()).isEqualTo(Level.SKIPPED);
      assertThat(line(seen, "long-transactions").what())
          .contains("hidden from it: grant it pg_monitor");
      assertThat(seen.lines().stream().map(CheckLine::code).toList())
          .contains("disk", "sequences", "slots", "replication-lag");
    }
    sessions.forEach(DoctorTest::close);
  }

  @Test
  void projectAndPlan() throws Exception {
    prepare();
    migration("CREATE INDEX t_n ON t (n)");
    assertThat(line(examine("postgres"), "risk").what()).contains("lock-index-not-concurrent");
    assertThat(line(examine("postgres"), "rehearsal").level()).isEqualTo(Level.SKIPPED);
    assertThat(line(examine("postgres"), "role").level()).isEqualTo(Level.TICK);
    String production = "production = true\n[doctor]\nvariables = \"TOKEN, HOME_OF\"\n";
    CheckReport unset = examine("postgres", production, Instant.parse("2026-11-21T03:00:00Z"));
    assertThat(line(unset, "variables").what()).isEqualTo("not set: TOKEN");
    assertThat(line(unset, "role").level()).isEqualTo(Level.WARNING);
    assertThat(line(unset, "rehearsal").level()).isEqualTo(Level.WARNING);
    assertThat(line(unset, "window").level()).isEqualTo(Level.SKIPPED);

    String window = "production = true\nwindow = \"Sat 02:00-04:00 UTC\"\n";
    CheckReport open = examine("postgres", window, Instant.parse("2026-11-21T03:00:00Z"));
    assertThat(line(open, "window").level()).isEqualTo(Level.TICK);
    CheckLine closed =
        line(examine("postgres", window, Instant.parse("2026-11-21T04:00:00Z")), "window");
    assertThat(closed.level()).isEqualTo(Level.STOP);
    assertThat(closed.what()).contains("it opens at 2026-11-28T02:00:00Z");

    Files.writeString(directory.resolve("migrations/20260101000009_broken.sql"), "SELECT 'open;\n");
    CheckReport broken = examine("postgres");
    assertThat(line(broken, "plan").what()).contains("20260101000009_broken.sql:1:8");
    assertThat(broken.passed()).isFalse();
    Files.writeString(directory.resolve("migrations/20260101000009_broken.sql"), "SELECT 1;\n");
    Files.writeString(
        directory.resolve("migrations/20260101000010_a.sql"),
        "-- Parent: 20260101000009\n\nSELECT 1;\n");
    Files.writeString(
        directory.resolve("migrations/20260101000011_b.sql"),
        "-- Parent: 20260101000009\n\nSELECT 1;\n");
    assertThat(line(examine("postgres"), "heads").what()).isEqualTo("there are 2 heads");
  }

  @Test
  void aServerThatDoesNotAnswer() throws Exception {
    prepare();
    Config config =
        Config.read(
            new ConfigRequest(
                directory,
                null,
                null,
                Map.of(
                    dev.veery.engine.config.ConfigKey.URL,
                    List.of("postgres://nobody@127.0.0.1:9/none")),
                Map.of()));
    try (Veery veery = Veery.open(config)) {
      CheckReport report = new Doctor(veery, request(Map.of(), Instant.now())).run();
      assertThat(line(report, "connection").level()).isEqualTo(Level.STOP);
      assertThat(report.lines()).extracting(CheckLine::code).doesNotContain("role", "plan");
    }
  }

  private void prepare() throws SQLException, java.io.IOException {
    database = "doctor_" + ++databases;
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

  private void migration(String sql) throws java.io.IOException {
    Files.writeString(
        directory.resolve("migrations/20260101000001_m.sql"), "-- Up Migration\n" + sql + ";\n");
  }

  private CheckReport examine(String role) throws java.io.IOException {
    return examine(role, "[doctor]\nlong-transaction = \"0\"\n", Instant.now());
  }

  private CheckReport examine(String role, String settings, Instant now)
      throws java.io.IOException {
    String url =
        role.equals("small")
            ? "postgres://small:small@" + server.host() + ":" + server.port() + "/" + database
            : server.url(database);
    Files.writeString(directory.resolve("veery.toml"), "url = \"" + url + "\"\n" + settings);
    Config config = Config.read(new ConfigRequest(directory, null, null, Map.of(), Map.of()));
    try (Veery veery = Veery.open(config)) {
      return new Doctor(veery, request(Map.of("HOME_OF", "x"), now)).run();
    }
  }

  private static CheckLine line(CheckReport report, String code) {
    return report.lines().stream()
        .filter(line -> line.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line " + code + " in " + report.lines()));
  }

  private Connection admin() throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(database));
  }

  private Connection session(String name) throws SQLException {
    Connection connection =
        DriverManager.getConnection(server.jdbcUrl(database) + "&ApplicationName=" + name);
    sessions.add(connection);
    return connection;
  }

  private static void run(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      // Cancelled, as it should be.
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It has served.
    }
  }

  private static void until(Statement sql, String question) throws Exception {
    for (int i = 0; i < 400; i++) {
      try (var rows = sql.executeQuery(question)) {
        rows.next();
        if (rows.getBoolean(1)) {
          return;
        }
      }
      Thread.sleep(25);
    }
    throw new AssertionError("never true: " + question);
  }

  private static Doctor.Request request(Map<String, String> variables, Instant now) {
    return new Doctor.Request(
        new Target.Up.Latest(), PlanRequest.Options.DEFAULT, variables, null, false, now);
  }
}
