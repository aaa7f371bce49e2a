package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.LocalPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backfill with several workers and processes, whose processes are killed, whose sessions are
 * ended and whose server is restarted, while an application goes on writing: in the end every row
 * is as it must be, and every row that is to be done once was done once.
 */
class BackfillFaultTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ROWS = 20_000;

  @TempDir Path directory;
  private LocalPostgres local;
  private volatile EmbeddedPostgres server;

  @BeforeEach
  void start() {
    local = EmbeddedPostgres.builder().in(directory);
    server = local.start();
    server.createDatabaseIfAbsent("app");
  }

  @AfterEach
  void stop() {
    local.stop();
  }

  @Test
  void killedEndedAndRestartedUnderLoad() throws Exception {
    Files.createDirectory(directory.resolve("migrations"));
    file(
        "1_tables",
        """
        CREATE TABLE items (
          id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL, b int,
          at timestamptz NOT NULL DEFAULT clock_timestamp());
        INSERT INTO items (a) SELECT i FROM generate_series(1, %1$d) i;
        CREATE TABLE counters (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int NOT NULL DEFAULT 0, m int);
        INSERT INTO counters (m) SELECT 0 FROM generate_series(1, %1$d) i;
        """
            .formatted(ROWS));
    veery("up");
    file(
        "2_fill",
        "-- veery: backfill batch=50 time=0 pause=25ms parallel=2\nUPDATE items SET b = a * 2;\n\n"
            + "-- veery: backfill batch=50 time=0 pause=25ms parallel=2\nUPDATE counters SET n = n + 1;\n");
    Load load = new Load();
    load.start();
    try {
      // A kill in each statement, with two workers.
      for (int ordinal = 1; ordinal <= 2; ordinal++) {
        try (ProcessUnderTest run = start("up")) {
          awaitBatches(ordinal, 40);
          run.kill();
        }
        // The server ends sessions, and a process from elsewhere helps meanwhile.
        try (ProcessUnderTest run = start("up")) {
          awaitBatches(ordinal, 80);
          try (ProcessUnderTest help = start("backfill", "work")) {
            awaitWorker("process " + help.pid());
            rows(
                "SELECT pg_terminate_backend(backend_pid) FROM veery.backfill_range WHERE finished_at IS"
                    + " NULL AND worker LIKE '% 2'");
            awaitBatches(ordinal, 160);
            if (ordinal == 1) {
              // Every session of both processes: a worker between two ranges has none to its name.
              assertThat(
                      rows(
                          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                              + " application_name LIKE 'veery%'"))
                  .isNotEmpty();
              assertThat(run.awaitExit(PATIENCE)).as(run.transcript()).isNotZero();
            } else {
              local.stop();
              server = local.start();
              assertThat(run.awaitExit(PATIENCE)).as(run.transcript()).isNotZero();
              assertThat(help.awaitExit(PATIENCE)).as(help.transcript()).isNotZero();
            }
          }
        }
        if (ordinal == 1) {
          try (ProcessUnderTest run = start("up")) {
            awaitBatches(2, 1);
            run.kill();
          }
        }
      }
      veery("up");
    } finally {
      load.end();
    }
    assertThat(rows("SELECT state, kept FROM veery.backfill")).containsExactly("done|f", "done|f");
    assertThat(rows("SELECT tgname FROM pg_trigger WHERE tgname LIKE '%veery%'")).isEmpty();
    assertThat(load.writes).as("writes of the application").isGreaterThan(500);
    assertThat(
            rows(
                "SELECT count(*) FROM items WHERE b IS DISTINCT FROM a * 2 AND at < (SELECT finished_at"
                    + " FROM veery.backfill WHERE ordinal = 1)"))
        .as("rows that were written before its end and are not right")
        .containsExactly("0");
    assertThat(rows("SELECT count(*), min(n), max(n) FROM counters WHERE id <= " + ROWS))
        .containsExactly(ROWS + "|1|1");
    assertThat(
            rows(
                "SELECT sum(r.rows) FROM veery.backfill_range r JOIN veery.backfill b ON b.id ="
                    + " r.backfill_id WHERE b.ordinal = 2"))
        .containsExactly(Integer.toString(ROWS));
    load.verify();
  }

  /** An application that inserts, changes and deletes, and knows what it has committed. */
  private final class Load extends Thread {
    private final Map<Integer, Integer> committed = new HashMap<>();
    private final Random dice = new Random(4711);
    private volatile boolean over;
    private int writes;
    private int uncertain = -1;

    Load() {
      super("load");
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!over) {
        try (Connection connection = connect();
            Statement statement = connection.createStatement()) {
          while (!over) {
            write(statement);
          }
        } catch (SQLException e) {
          // The server is being restarted, or has ended this session.
          try {
            Thread.sleep(50);
          } catch (InterruptedException interrupted) {
            return;
          }
        }
      }
    }

    private void write(Statement statement) throws SQLException {
      int value = dice.nextInt(1_000_000);
      int id = 1 + dice.nextInt(ROWS);
      switch (dice.nextInt(4)) {
        case 0 -> {
          try (ResultSet row =
              statement.executeQuery("INSERT INTO items (a) VALUES (" + value + ") RETURNING id")) {
            row.next();
            committed.put(row.getInt(1), value);
          }
        }
        case 1 -> {
          // Whether it was committed is not known when the connection breaks here.
          uncertain = id;
          statement.execute("DELETE FROM items WHERE id = " + id);
          committed.put(id, null);
          uncertain = -1;
        }
        default -> {
          uncertain = id;
          int count =
              statement.executeUpdate(
                  "UPDATE items SET a = %d, at = clock_timestamp() WHERE id = %d"
                      .formatted(value, id));
          committed.put(id, count == 0 ? null : value);
          uncertain = -1;
          statement.execute("UPDATE counters SET m = m + 1 WHERE id = " + id);
        }
      }
      writes++;
    }

    void end() throws InterruptedException {
      over = true;
      join(10_000);
    }

    /** What was committed is there as it was written. */
    void verify() throws SQLException {
      Map<Integer, Integer> found = new HashMap<>();
      for (String row : rows("SELECT id, a FROM items")) {
        int[] values = Arrays.stream(row.split("\\|")).mapToInt(Integer::parseInt).toArray();
        found.put(values[0], values[1]);
      }
      committed.remove(uncertain);
      for (Map.Entry<Integer, Integer> entry : committed.entrySet()) {
        assertThat(found.get(entry.getKey()))
            .as("row %s", entry.getKey())
            .isEqualTo(entry.getValue());
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl("app"));
  }

  private void file(String name, String up) throws Exception {
    Files.writeString(
        directory.resolve("migrations").resolve(name + ".sql"),
        "-- Up Migration\n" + up + "\n-- Down Migration\nSELECT 1;\n");
  }

  private void veery(String... command) throws Exception {
    try (ProcessUnderTest process = start(command)) {
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isZero();
    }
  }

  private ProcessUnderTest start(String... command) throws Exception {
    return ProcessUnderTest.java(
        "dev.veery.cli.Main",
        List.of(),
        List.of(command),
        Map.of("VEERY_URL", server.url("app"), "VEERY_LAYOUT", "veery"),
        directory);
  }

  private void awaitBatches(int ordinal, int batches) throws Exception {
    await(
        "SELECT coalesce(sum(r.batches), 0) >= "
            + batches
            + " FROM veery.backfill_range r JOIN veery.backfill b ON b.id = r.backfill_id WHERE"
            + " b.ordinal = "
            + ordinal);
  }

  private void awaitWorker(String name) throws Exception {
    await("SELECT count(*) > 0 FROM veery.backfill_range WHERE worker LIKE '%" + name + "%'");
  }

  private void await(String question) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!rows(question).equals(List.of("t"))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never true: " + question);
      }
      Thread.sleep(10);
    }
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : "|").append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }
}
