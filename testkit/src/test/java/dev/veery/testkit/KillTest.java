package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real processes, really killed: at every boundary between two writes of the runner, and inside
 * statements. Afterwards one plain {@code up} must leave exactly what a run without a kill leaves,
 * and one row in the journal for each step.
 */
class KillTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What must be equal with and without a kill. */
  private static final List<String> STATE =
      List.of(
          "SELECT c.relname, c.relkind, i.indisvalid, pg_get_indexdef(i.indexrelid) FROM pg_class c"
              + " LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relnamespace ="
              + " 'public'::regnamespace ORDER BY 1",
          "SELECT attrelid::regclass, attname, atttypid::regtype FROM pg_attribute WHERE attnum > 0 AND"
              + " NOT attisdropped AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace ="
              + " 'public'::regnamespace) ORDER BY 1, 2",
          "SELECT version, name, state FROM veery.migration ORDER BY sequence",
          "SELECT version, direction, ordinal, hash, state, count(*) FROM veery.step GROUP BY 1, 2, 3, 4,"
              + " 5 ORDER BY 1, 2, 3",
          "SELECT version, action, count(*) FROM veery.log GROUP BY 1, 2 ORDER BY 1, 2");

  @TempDir Path directory;
  private ScratchDatabase database;

  @BeforeEach
  void files() throws Exception {
    database = ScratchServers.freshDatabase();
    Files.createDirectory(directory.resolve("migrations"));
    file(
        "1_tickets",
        "CREATE TABLE tickets (id int PRIMARY KEY, title text);\n"
            + "INSERT INTO tickets SELECT i, 'ticket ' || i FROM generate_series(1, 1000) i;",
        "DROP TABLE tickets;");
    file(
        "2_index",
        "ALTER TABLE tickets ADD state text NOT NULL DEFAULT 'open';\n"
            + "CREATE INDEX CONCURRENTLY tickets_title ON tickets (title);\n"
            + "ALTER TABLE tickets ADD closed timestamptz;",
        "ALTER TABLE tickets DROP closed;\nDROP INDEX CONCURRENTLY tickets_title;\n"
            + "ALTER TABLE tickets DROP state;");
    file(
        "3_rows",
        "CREATE TABLE users (id int, name text);\nCOPY users FROM stdin;\n1\tAda\n2\tBob\n\\.",
        "DROP TABLE users;");
    file("4_more", "CREATE TABLE more (id int);", "DROP TABLE more;");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void file(String name, String up, String down) throws Exception {
    Files.writeString(
        directory.resolve("migrations").resolve(name + ".sql"),
        "-- Up Migration\n" + up + "\n-- Down Migration\n" + down + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lease-taken",
        "run-begun",
        "before-commit",
        "before-commit:2",
        "before-commit:5",
        "after-commit",
        "after-commit:2",
        "after-commit:3",
        "after-commit:5",
        "intent-recorded",
        "alone-done",
        "alone-recorded",
        "in-copy",
        "before-end"
      })
  void atEveryBoundaryOfAnUp(String boundary) throws Exception {
    List<List<String>> expected = undisturbed();
    killAt(boundary, "up");
    veery("up");
    assertThat(state()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before-commit:2",
        "after-commit:3",
        "intent-recorded",
        "alone-done",
        "alone-recorded",
        "before-end"
      })
  void atEveryBoundaryOfADown(String boundary) throws Exception {
    List<List<String>> expected;
    try (ScratchDatabase other = ScratchServers.freshDatabase()) {
      veery(other, "up");
      veery(other, "rollback");
      expected = state(other);
    }
    veery("up");
    killAt(boundary, "rollback");
    veery("rollback");
    assertThat(state()).isEqualTo(expected);
  }

  @Test
  void anUpAfterAKilledDownFinishesTheDownAndThenGoesUp() throws Exception {
    veery("up");
    killAt("alone-done", "rollback");
    veery("up");
    assertThat(rows(database, "SELECT state, count(*) FROM veery.migration GROUP BY 1"))
        .containsExactly("applied|4");
    assertThat(
            rows(
                database,
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'tickets_title'::regclass"))
        .containsExactly("t");
  }

  /**
   * Left alone, the server finishes the build without its client, and the index is adopted; ended,
   * it leaves an invalid index, which is built again.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void insideAnIndexBuild(boolean serverProcessEndedToo) throws Exception {
    List<List<String>> expected = undisturbed();
    veery("up", "--to", "1");
    String pid;
    try (Connection old = DriverManager.getConnection(database.jdbcUrl())) {
      try (ProcessUnderTest process =
          start(database, List.of("-Dveery.kill-at=intent-recorded"), "up")) {
        process.awaitLine("boundary intent-recorded", PATIENCE);
        process.kill();
      }
      // A transaction that is older than the build and has an id: the build waits for it.
      old.setAutoCommit(false);
      try (Statement statement = old.createStatement()) {
        statement.execute("UPDATE tickets SET title = title WHERE id = 1");
      }
      try (ProcessUnderTest process = start(database, List.of(), "up")) {
        pid = awaitActivity("CREATE INDEX CONCURRENTLY");
        process.kill();
      }
      if (serverProcessEndedToo) {
        rows(database, "SELECT pg_terminate_backend(" + pid + ")");
      }
      old.rollback();
    }
    veery("up");
    assertThat(state()).isEqualTo(expected);
  }

  @Test
  void insideACopy() throws Exception {
    file(
        "3_rows",
        "CREATE TABLE users (id int, name text);\nCREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN NEW; END $$;\nCREATE TRIGGER slow BEFORE"
            + " INSERT ON users FOR EACH ROW EXECUTE FUNCTION slow();\nCOPY users FROM stdin;\n"
            + "1\tAda\n".repeat(40)
            + "\\.\nDROP TRIGGER slow ON users;",
        "DROP TABLE users;\nDROP FUNCTION slow;");
    List<List<String>> expected = undisturbed();
    try (ProcessUnderTest process = start(database, List.of(), "up")) {
      awaitActivity("COPY users");
      process.kill();
    }
    veery("up");
    assertThat(state()).isEqualTo(expected);
    assertThat(rows(database, "SELECT count(*) FROM users")).containsExactly("40");
  }

  /** What an undisturbed run leaves in a database of its own. */
  private List<List<String>> undisturbed() throws Exception {
    try (ScratchDatabase other = ScratchServers.freshDatabase()) {
      veery(other, "up");
      return state(other);
    }
  }

  private void killAt(String boundary, String... command) throws Exception {
    try (ProcessUnderTest process =
        start(database, List.of("-Dveery.kill-at=" + boundary), command)) {
      process.awaitLine("boundary ", PATIENCE);
      process.kill();
    }
  }

  private void veery(String... command) throws Exception {
    veery(database, command);
  }

  private void veery(ScratchDatabase on, String... command) throws Exception {
    try (ProcessUnderTest process = start(on, List.of(), command)) {
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isZero();
    }
  }

  private ProcessUnderTest start(ScratchDatabase on, List<String> jvm, String... command)
      throws Exception {
    return ProcessUnderTest.java(
        "dev.veery.cli.Main",
        jvm,
        List.of(command),
        Map.of("VEERY_URL", on.url(), "VEERY_LAYOUT", "veery"),
        directory);
  }

  /** Waits until a server process is at such a statement. */
  private String awaitActivity(String statement) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      List<String> found =
          rows(
              database,
              "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND"
                  + " datname = current_database() AND query LIKE '"
                  + statement
                  + "%'");
      if (!found.isEmpty()) {
        return found.getFirst();
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no server process was ever at " + statement);
  }

  private List<List<String>> state() throws SQLException {
    return state(database);
  }

  private static List<List<String>> state(ScratchDatabase of) throws SQLException {
    List<List<String>> all = new ArrayList<>();
    for (String query : STATE) {
      all.add(rows(of, query));
    }
    return all;
  }

  private static List<String> rows(ScratchDatabase of, String sql) throws SQLException {
    return Rows.of(of, sql);
  }
}
