package dev.veery.engine;

import static dev.veery.engine.DoctorProject.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.core.verify.CheckReport;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line of the doctor on a real server: where it fires, and where it does not. */
final class DoctorTest {

  private static final Pattern AGO = Pattern.compile("\\$\\{(\\d+) ago}");

  private static EmbeddedPostgres server;
  @TempDir Path directory;
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
              "table-autovacuum",
              "INSERT INTO t SELECT 6, g FROM generate_series(1, 20000) g; SELECT pg_stat_force_next_flush()",
              "VACUUM (ANALYZE) t; SELECT pg_stat_force_next_flush()",
              Level.WARNING,
              "public.t has never been vacuumed"),
          new Case(
              "table-autovacuum",
              "SELECT pg_stat_reset_single_table_counters('t'::regclass); INSERT INTO t SELECT 6, g FROM"
                  + " generate_series(1, 20000) g; VACUUM t; SELECT pg_stat_force_next_flush()",
              "ANALYZE t; TRUNCATE t; SELECT pg_stat_force_next_flush()",
              Level.WARNING,
              "public.t has never been analysed"),
          new Case(
              "table-autovacuum",
              "UPDATE pg_class SET relfrozenxid = ${250000000 ago} WHERE oid = 't'::regclass",
              "VACUUM (FREEZE, ANALYZE) t; SELECT pg_stat_force_next_flush()",
              Level.WARNING,
              "transactions old: autovacuum is about to freeze them"),
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
              "connections",
              "ALTER ROLE small CONNECTION LIMIT 6",
              "ALTER ROLE small CONNECTION LIMIT -1",
              Level.WARNING,
              "of the 6 connections of this role in use"),
          new Case(
              "wraparound",
              "UPDATE pg_database SET datfrozenxid = ${400000000 ago} WHERE datname = '${database}'",
              "UPDATE pg_database SET datfrozenxid = ${100 ago} WHERE datname = '${database}'",
              Level.WARNING,
              "transactions since the last freeze; autovacuum has been trying to prevent a wraparound"),
          new Case(
              "wraparound",
              "UPDATE pg_database SET datfrozenxid = ${1700000000 ago} WHERE datname = '${database}'",
              "UPDATE pg_database SET datfrozenxid = ${100 ago} WHERE datname = '${database}'",
              Level.STOP,
              "the server stops taking writes before 2,147,483,648"),
          new Case(
              "wraparound",
              "UPDATE pg_database SET datminmxid = '2594967296' WHERE datname = '${database}'",
              "UPDATE pg_database SET datminmxid = '1' WHERE datname = '${database}'",
              Level.STOP,
              "multixacts since the last freeze"),
          new Case(
              "disk",
              "UPDATE pg_class SET relpages = ${pages} WHERE oid = 't'::regclass",
              "UPDATE pg_class SET relpages = 0 WHERE oid = 't'::regclass",
              Level.WARNING,
              "free; a rewrite of all of them needs up to"),
          new Case(
              "disk",
              "UPDATE pg_class SET relpages = 2147483647 WHERE oid = 't'::regclass",
              "UPDATE pg_class SET relpages = 0 WHERE oid = 't'::regclass",
              Level.STOP,
              "a rewrite of all of them needs up to 16"),
          new Case(
              "journal",
              "CREATE SCHEMA veery; CREATE TABLE veery.journal (nonsense int);"
                  + " GRANT USAGE ON SCHEMA veery TO small; GRANT SELECT ON veery.journal TO small",
              "DROP SCHEMA veery CASCADE",
              Level.STOP,
              "veery"),
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
    DoctorProject project = new DoctorProject(server, directory);
    project.migration("CREATE TABLE made (id int); ALTER TABLE t ADD COLUMN note text");
    try (Connection admin = project.admin();
        Statement sql = admin.createStatement()) {
      for (Case one : CASES) {
        boolean asSmall =
            List.of("connections", "read-only", "privileges", "journal").contains(one.code());
        execute(sql, one.sql(), project);
        CheckLine fired = line(project.examine(asSmall ? "small" : "postgres"), one.code());
        execute(sql, one.undo(), project);
        assertThat(fired.level()).as(fired.toString()).isEqualTo(one.level());
        assertThat(fired.what() + fired.details()).contains(one.says());
        assertThat(fired.remedy()).as(one.code()).isNotEmpty();
        CheckLine after = line(project.examine(asSmall ? "small" : "postgres"), one.code());
        assertThat(after.level()).as(after.toString()).isIn(Level.TICK, Level.SKIPPED);
        if (!asSmall) {
          assertThat(after.level()).as(after.toString()).isEqualTo(Level.TICK);
        }
      }
    }
  }

  private void execute(Statement sql, String statements, DoctorProject project) throws Exception {
    for (String statement : statements.split("; ")) {
      String filled = statement.replace("${database}", project.database());
      if (filled.contains("${pages}")) {
        filled = filled.replace("${pages}", Long.toString(pagesOfMostOfTheDisk(sql)));
      }
      Matcher ago = AGO.matcher(filled);
      sql.execute(
          ago.replaceFirst("(((txid_current() + 4294967296 - $1) % 4294967296)::text::xid)"));
    }
  }

  /** More than half of what is free, and less than all of it. */
  private static long pagesOfMostOfTheDisk(Statement sql) throws Exception {
    try (var rows = sql.executeQuery("SHOW data_directory")) {
      rows.next();
      return Files.getFileStore(Path.of(rows.getString(1))).getUsableSpace() / 8192 / 3 * 2;
    }
  }

  @Test
  void whoeverIsAtWorkIsSeen() throws Exception {
    DoctorProject project = new DoctorProject(server, directory);
    project.migration("ALTER TABLE t ADD COLUMN note text");
    try (Connection admin = project.admin();
        Statement sql = admin.createStatement()) {
      CheckReport quiet = project.examine("postgres");
      assertThat(line(quiet, "idle-in-transaction").level()).isEqualTo(Level.TICK);
      assertThat(line(quiet, "long-transactions").level()).isEqualTo(Level.TICK);
      assertThat(line(quiet, "blockers").level()).isEqualTo(Level.TICK);

      Connection idle = opened(project.session("idler"));
      idle.setAutoCommit(false);
      idle.createStatement().execute("LOCK TABLE t");
      Connection waits = opened(project.session("waiter"));
      Thread waiting = new Thread(() -> run(waits, "SELECT count(*) FROM t"));
      waiting.start();
      Connection busy = opened(project.session("worker"));
      Thread working = new Thread(() -> run(busy, "SELECT pg_sleep(20)"));
      working.start();
      until(sql, "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      until(sql, "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
      CheckReport report = project.examine("postgres");
      CheckReport seen = project.examine("small");
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
  void whoeverVacuumsATableIsSeen() throws Exception {
    DoctorProject project = new DoctorProject(server, directory);
    project.migration("ALTER TABLE t ADD COLUMN note text");
    Connection vacuuming = opened(project.session("keeper"));
    try (Connection admin = project.admin();
        Statement sql = admin.createStatement()) {
      sql.execute("INSERT INTO t SELECT g, g FROM generate_series(1, 60000) g");
      try (Statement slowly = vacuuming.createStatement()) {
        slowly.execute("SET vacuum_cost_delay = 100");
        slowly.execute("SET vacuum_cost_limit = 1");
      }
      Thread working = new Thread(() -> run(vacuuming, "VACUUM t"));
      working.start();
      until(sql, "SELECT count(*) = 1 FROM pg_stat_progress_vacuum WHERE heap_blks_total > 0");
      CheckLine line = line(project.examine("postgres"), "table-autovacuum");
      sql.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_progress_vacuum");
      working.join();
      assertThat(line.level()).isEqualTo(Level.WARNING);
      assertThat(line.what())
          .matches(
              "somebody vacuums public\\.t \\(pid \\d+\\): what changes the table waits for it");
      assertThat(line.remedy()).contains("pg_stat_progress_vacuum");
    }
    close(vacuuming);
  }

  @Test
  void projectAndPlan() throws Exception {
    DoctorProject project = new DoctorProject(server, directory);
    project.migration("CREATE INDEX t_n ON t (n)");
    assertThat(line(project.examine("postgres"), "risk").what())
        .contains("lock-index-not-concurrent");
    assertThat(line(project.examine("postgres"), "rehearsal").level()).isEqualTo(Level.SKIPPED);
    assertThat(line(project.examine("postgres"), "role").level()).isEqualTo(Level.TICK);
    String production = "production = true\n[doctor]\nvariables = \"TOKEN, HOME_OF\"\n";
    CheckReport unset =
        project.examine("postgres", production, Instant.parse("2026-11-21T03:00:00Z"));
    assertThat(line(unset, "variables").what()).isEqualTo("not set: TOKEN");
    assertThat(line(unset, "role").level()).isEqualTo(Level.WARNING);
    assertThat(line(unset, "rehearsal").level()).isEqualTo(Level.WARNING);
    assertThat(line(unset, "window").level()).isEqualTo(Level.SKIPPED);

    String window = "production = true\nwindow = \"Sat 02:00-04:00 UTC\"\n";
    CheckReport open = project.examine("postgres", window, Instant.parse("2026-11-21T03:00:00Z"));
    assertThat(line(open, "window").level()).isEqualTo(Level.TICK);
    CheckLine closed =
        line(project.examine("postgres", window, Instant.parse("2026-11-21T04:00:00Z")), "window");
    assertThat(closed.level()).isEqualTo(Level.STOP);
    assertThat(closed.what()).contains("it opens at 2026-11-28T02:00:00Z");

    Files.writeString(directory.resolve("migrations/20260101000009_broken.sql"), "SELECT 'open;\n");
    CheckReport broken = project.examine("postgres");
    assertThat(line(broken, "plan").what()).contains("20260101000009_broken.sql:1:8");
    assertThat(broken.passed()).isFalse();
    Files.writeString(directory.resolve("migrations/20260101000009_broken.sql"), "SELECT 1;\n");
    Files.writeString(
        directory.resolve("migrations/20260101000010_a.sql"),
        "-- Parent: 20260101000009\n\nSELECT 1;\n");
    Files.writeString(
        directory.resolve("migrations/20260101000011_b.sql"),
        "-- Parent: 20260101000009\n\nSELECT 1;\n");
    assertThat(line(project.examine("postgres"), "heads").what()).isEqualTo("there are 2 heads");
  }

  @Test
  void aServerThatDoesNotAnswer() throws Exception {
    new DoctorProject(server, directory);
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
      CheckReport report = new Doctor(veery, DoctorProject.request(Map.of(), Instant.now())).run();
      assertThat(line(report, "connection").level()).isEqualTo(Level.STOP);
      assertThat(report.lines()).extracting(CheckLine::code).doesNotContain("role", "plan");
    }
  }

  private Connection opened(Connection connection) {
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
}
