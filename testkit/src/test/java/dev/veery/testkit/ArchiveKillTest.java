package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code veery archive} is killed between two of its batches, and the same command goes on. At
 * every moment each row is in exactly one of the two tables. The archive is partitioned: rows find
 * their partition by themselves, and back.
 */
class ArchiveKillTest {

  private static final int ROWS = 4000;

  @TempDir Path directory;

  @Test
  void aRowIsNeverLostNorThereTwice() throws Exception {
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Connection connection = DriverManager.getConnection(database.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE orders (id bigint PRIMARY KEY, note text, deleted_at timestamptz);
          INSERT INTO orders SELECT i, 'n' || i, '2026-01-15'::timestamptz + i %% 60 * interval '1 day'
          FROM generate_series(1, %1$d) i;
          INSERT INTO orders SELECT i, 'stays', NULL FROM generate_series(%1$d + 1, %1$d + 100) i;
          CREATE TABLE original AS SELECT * FROM orders;
          CREATE TABLE orders_archive (id bigint, note text, deleted_at timestamptz) PARTITION BY RANGE (deleted_at);
          CREATE TABLE orders_archive_early PARTITION OF orders_archive FOR VALUES FROM (MINVALUE) TO ('2026-02-01');
          CREATE TABLE orders_archive_late PARTITION OF orders_archive FOR VALUES FROM ('2026-02-01') TO (MAXVALUE)
          """
              .formatted(ROWS));
      Files.writeString(
          directory.resolve("veery.toml"), "[soft-delete]\ncolumn = \"deleted_at\"\n");
      List<Long> archived = new ArrayList<>();
      for (int kill = 0; kill < 2; kill++) {
        long before = count(statement, "SELECT count(*) FROM orders_archive");
        try (ProcessUnderTest process = process(database, "--batch", "20")) {
          long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
          while (count(statement, "SELECT count(*) FROM orders_archive") <= before
              && System.nanoTime() < until) {
            Thread.sleep(1);
          }
          process.kill();
        }
        archived.add(count(statement, "SELECT count(*) FROM orders_archive"));
        same(statement);
      }
      assertThat(archived.getFirst()).isBetween(20L, ROWS - 1L);
      assertThat(archived.getLast()).isGreaterThan(archived.getFirst()).isLessThan(ROWS);

      try (ProcessUnderTest process = process(database)) {
        assertThat(process.awaitExit(Duration.ofSeconds(60))).isZero();
      }
      same(statement);
      assertThat(count(statement, "SELECT count(*) FROM orders_archive")).isEqualTo(ROWS);
      assertThat(count(statement, "SELECT count(*) FROM orders WHERE deleted_at IS NOT NULL"))
          .isZero();
      assertThat(count(statement, "SELECT count(*) FROM orders_archive_early")).isPositive();

      try (ProcessUnderTest process = process(database, "--restore")) {
        assertThat(process.awaitExit(Duration.ofSeconds(60))).isZero();
      }
      same(statement);
      assertThat(count(statement, "SELECT count(*) FROM orders_archive")).isZero();
    }
  }

  private ProcessUnderTest process(ScratchDatabase database, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("archive", "orders", "--before", "2027-01-01", "--quiet"));
    arguments.addAll(List.of(more));
    return ProcessUnderTest.java(
        "dev.veery.cli.Main", List.of(), arguments, Map.of("VEERY_URL", database.url()), directory);
  }

  /** Both together are what was there in the beginning, no row missing, changed or twice. */
  private static void same(Statement statement) throws SQLException {
    String both = "(SELECT * FROM orders UNION ALL SELECT * FROM orders_archive)";
    assertThat(
            count(
                statement,
                "SELECT (SELECT count(*) FROM ("
                    + both
                    + " EXCEPT ALL SELECT * FROM original) a) + (SELECT count(*) FROM (SELECT * FROM original EXCEPT ALL "
                    + both
                    + ") b)"))
        .isZero();
  }

  private static long count(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
