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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments of real processes: killed and gone on with, and two at once. */
class DeployKillTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private ScratchDatabase database;

  @BeforeEach
  void project() throws Exception {
    database = ScratchServers.freshDatabase();
    Files.createDirectory(directory.resolve("migrations"));
    Files.writeString(
        directory.resolve("migrations/0_shop.sql"),
        """
        -- Up Migration
        CREATE TABLE shop (id int PRIMARY KEY, note text);
        INSERT INTO shop VALUES (1, 'a');
        -- Down Migration
        DROP TABLE shop;
        """);
    Files.writeString(
        directory.resolve("migrations/1_notes.sql"),
        """
        -- Up Migration
        ALTER TABLE shop DROP COLUMN note;
        -- Down Migration
        ALTER TABLE shop ADD COLUMN note text;
        """);
    // Once the column is gone the probe waits for whoever holds the lock.
    Files.writeString(
        directory.resolve("veery.toml"),
        """
        layout = "veery"
        backup = "targeted"
        [deploy]
        audit-file = "heads.jsonl"
        [health]
        timeout = "50s"
        answers = '''SELECT CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'shop'::regclass AND attname = 'note')
          THEN true ELSE pg_advisory_xact_lock(7)::text = '' END'''
        """);
    try (ProcessUnderTest process = start("up", "--to", "0")) {
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isZero();
    }
  }

  @AfterEach
  void drop() {
    database.close();
  }

  /** Before anything is committed: the next attempt rehearses nothing again and runs it. */
  @Test
  void killedInTheRun() throws Exception {
    try (Connection reader = DriverManager.getConnection(database.jdbcUrl());
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM shop");
      try (ProcessUnderTest process = start("deploy", "--accept-findings")) {
        await("wait_event_type = 'Lock'");
        process.kill();
      }
    }
    assertThat(column()).isTrue();
    try (ProcessUnderTest process = start("deploy", "--resume", "--accept-findings")) {
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isZero();
      assertThat(process.transcript())
          .contains("goes on with deployment 1: it was killed")
          .contains("as the earlier attempt has rehearsed it")
          .contains("deployed");
    }
    assertThat(column()).isFalse();
    assertThat(rows("SELECT state FROM veery.deployment ORDER BY id"))
        .containsExactly("failed", "succeeded");
    // Both attempts have kept what they could have destroyed.
    assertThat(rows("SELECT count(*) FROM veery.audit WHERE kind = 'backup'")).containsExactly("2");
  }

  /** Everything is applied, and the process is killed while it looks whether all is well. */
  @Test
  void killedBehindTheRun() throws Exception {
    try (Connection holder = DriverManager.getConnection(database.jdbcUrl());
        Statement statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(7)");
      try (ProcessUnderTest process = start("deploy", "--accept-findings")) {
        awaitWaiting();
        process.kill();
      }
    }
    rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'veery%'"
            + " AND datname = current_database()");
    try (ProcessUnderTest process = start("deploy")) {
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isZero();
      assertThat(process.transcript())
          .contains("nothing is pending any more")
          .contains("goes on with deployment 1: it was killed")
          .contains("the rows of 1 table keep their constraints")
          .contains("its end is in heads.jsonl")
          .contains("deployed");
    }
    assertThat(rows("SELECT state, tables FROM veery.deployment ORDER BY id"))
        .containsExactly("failed|{shop}", "succeeded|{shop}");
    assertThat(rows("SELECT count(*) FROM veery.log WHERE action = 'up'")).containsExactly("2");
    assertThat(Files.readAllLines(directory.resolve("heads.jsonl"))).hasSize(2);
  }

  /** The second is refused at once, and the first one is not disturbed. */
  @Test
  void twoAtOnce() throws Exception {
    try (Connection holder = DriverManager.getConnection(database.jdbcUrl());
        Statement statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(7)");
      try (ProcessUnderTest first = start("deploy", "--accept-findings")) {
        awaitWaiting();
        Files.writeString(
            directory.resolve("migrations/2_more.sql"),
            "-- Up Migration\nCREATE TABLE more ();\n-- Down Migration\nDROP TABLE more;\n");
        try (ProcessUnderTest second = start("deploy", "--json")) {
          assertThat(second.awaitExit(PATIENCE)).as(second.transcript()).isEqualTo(3);
          assertThat(second.transcript()).contains("VEERY-1407", "another deployment is under way");
        }
        statement.execute("SELECT pg_advisory_unlock(7)");
        assertThat(first.awaitExit(PATIENCE)).as(first.transcript()).isZero();
      }
    }
    assertThat(rows("SELECT state FROM veery.deployment")).containsExactly("succeeded");
    assertThat(rows("SELECT detail->>'codes' FROM veery.audit WHERE kind = 'refused'"))
        .containsExactly("VEERY-1407");
    assertThat(rows("SELECT to_regclass('more') IS NULL")).containsExactly("t");
  }

  private boolean column() throws SQLException {
    return rows("SELECT attname FROM pg_attribute WHERE attrelid = 'shop'::regclass AND attname = 'note'")
            .size()
        == 1;
  }

  private ProcessUnderTest start(String... command) throws Exception {
    return ProcessUnderTest.java(
        "dev.veery.cli.Main",
        List.of(),
        List.of(command),
        Map.of("VEERY_URL", database.url()),
        directory);
  }

  private void awaitWaiting() throws Exception {
    await("wait_event = 'advisory'");
  }

  /** Until a session of Veery waits like this. */
  private void await(String condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (!rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND "
              + condition)
          .isEmpty()) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("nobody ever waited");
  }

  private List<String> rows(String sql) throws SQLException {
    return Rows.of(database, sql);
  }
}
