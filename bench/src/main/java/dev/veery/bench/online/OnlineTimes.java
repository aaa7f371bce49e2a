package dev.veery.bench.online;

import dev.veery.bench.Measuring;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.Planning;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the longest wait of any client while a change runs, plain and in its online form, and
 * prints the tables of {@code docs/benchmarks/online.md}. Arguments: the rows of the table (five
 * million), and for how many seconds a reader holds it (ten).
 */
public final class OnlineTimes {

  /**
   * A change and what undoes it, both as SQL.
   *
   * @param name as the table of results calls it
   */
  private record Change(String name, String up, String down) {}

  private static final List<Change> CHANGES =
      List.of(
          new Change("CREATE INDEX", "CREATE INDEX o_c ON orders (customer_id)", "DROP INDEX o_c"),
          new Change(
              "ADD FOREIGN KEY",
              "ALTER TABLE orders ADD CONSTRAINT o_fk FOREIGN KEY (customer_id) REFERENCES customers (id)",
              "ALTER TABLE orders DROP CONSTRAINT o_fk"),
          new Change(
              "ADD CHECK",
              "ALTER TABLE orders ADD CONSTRAINT o_check CHECK (total >= 0)",
              "ALTER TABLE orders DROP CONSTRAINT o_check"),
          new Change(
              "SET NOT NULL",
              "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
              "ALTER TABLE orders ALTER COLUMN note DROP NOT NULL"),
          new Change(
              "ADD UNIQUE",
              "ALTER TABLE orders ADD CONSTRAINT o_unique UNIQUE (id, customer_id)",
              "ALTER TABLE orders DROP CONSTRAINT o_unique"),
          new Change("REINDEX TABLE", "REINDEX TABLE orders", "SELECT 1"),
          new Change(
              "ADD COLUMN … DEFAULT gen_random_uuid()",
              "ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL",
              "ALTER TABLE orders DROP COLUMN token"),
          new Change(
              "ATTACH PARTITION",
              "ALTER TABLE all_orders ATTACH PARTITION orders FOR VALUES FROM (0) TO (1000000000)",
              "ALTER TABLE all_orders DETACH PARTITION orders"),
          new Change("REFRESH MATERIALIZED VIEW", "REFRESH MATERIALIZED VIEW totals", "SELECT 1"));

  private final int rows;
  private final int seconds;
  private final String url;
  private final Path directory;
  private int version;

  private OnlineTimes(int rows, int seconds, EmbeddedPostgres server) throws IOException {
    this.rows = rows;
    this.seconds = seconds;
    this.url = server.jdbcUrl("online");
    this.directory = Files.createTempDirectory("veery-online");
    Files.createDirectory(directory.resolve("migrations"));
    Files.writeString(directory.resolve("veery.toml"), "url = \"" + server.url("online") + "\"\n");
  }

  public static void main(String[] arguments) throws Exception {
    int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000_000;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    long began = System.nanoTime();
    System.out.println("load average before: " + Measuring.load());
    System.out.println();
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setting("max_wal_size", "4GB")
            .setting("shared_buffers", "512MB")
            .setting("maintenance_work_mem", "256MB")
            .scratch()) {
      server.createDatabase("online");
      OnlineTimes times = new OnlineTimes(rows, seconds, server);
      times.fill();
      times.changes();
      times.reader();
    }
    System.out.printf(
        Locale.ROOT,
        "%nload average after: %s; %.0f s in all%n",
        Measuring.load(),
        (System.nanoTime() - began) / 1e9);
  }

  private void fill() throws SQLException {
    execute(
        "CREATE TABLE customers (id int PRIMARY KEY)",
        "INSERT INTO customers SELECT generate_series(1, 10000)",
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, total numeric, note text)",
        "INSERT INTO orders SELECT i, i % 10000 + 1, i % 100, 'order ' || i FROM generate_series(1, "
            + rows
            + ") i",
        "CREATE TABLE all_orders (LIKE orders) PARTITION BY RANGE (id)",
        "CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY 1",
        "CREATE UNIQUE INDEX totals_customer ON totals (customer_id)",
        "VACUUM ANALYZE");
  }

  private void changes() throws Exception {
    System.out.printf(
        "| statement on %,d rows | plain: longest wait | took | online: longest wait | took |%n",
        rows);
    System.out.println("|---|---|---|---|---|");
    for (Change change : CHANGES) {
      try (Clients clients = new Clients(url, rows)) {
        Thread.sleep(1000);
        clients.stall();
        long began = System.nanoTime();
        execute(change.up);
        double plain = (System.nanoTime() - began) / 1e9;
        Thread.sleep(500);
        double plainStall = clients.stall();
        execute(change.down);
        Thread.sleep(1000);
        clients.stall();
        began = System.nanoTime();
        up(change.up);
        double online = (System.nanoTime() - began) / 1e9;
        Thread.sleep(500);
        double onlineStall = clients.stall();
        execute(change.down);
        System.out.println(
            String.format(
                Locale.ROOT,
                "| %s | %,.0f ms | %.1f s | %,.0f ms | %.1f s |",
                change.name,
                plainStall,
                plain,
                onlineStall,
                online));
      }
    }
  }

  /** A change that takes a moment, behind somebody who reads the table for long. */
  private void reader() throws Exception {
    System.out.printf(
        "%nA reader holds the table for %d s; ADD COLUMN of an integer:%n%n", seconds);
    System.out.println("| | longest wait of a client | took |");
    System.out.println("|---|---|---|");
    for (String how : List.of("plain", "online")) {
      try (Clients clients = new Clients(url, rows);
          Connection reader = DriverManager.getConnection(url);
          Statement reading = reader.createStatement()) {
        reader.setAutoCommit(false);
        reading.execute("SELECT count(*) FROM (SELECT FROM orders LIMIT 1) AS one");
        Thread end =
            new Thread(() -> {
              try {
                Thread.sleep(seconds * 1000L);
                reader.commit();
              } catch (InterruptedException | SQLException e) {
                throw new IllegalStateException(e);
              }
            });
        clients.stall();
        end.start();
        Thread.sleep(500);
        long began = System.nanoTime();
        String statement = "ALTER TABLE orders ADD COLUMN held_" + how + " int";
        if (how.equals("plain")) {
          execute(statement);
        } else {
          up(statement);
        }
        double took = (System.nanoTime() - began) / 1e9;
        end.join();
        Thread.sleep(500);
        System.out.println(
            String.format(Locale.ROOT, "| %s | %,.0f ms | %.1f s |", how, clients.stall(), took));
      }
    }
  }

  /** As {@code veery up --online}, with the settings that hold where nothing is said. */
  private void up(String statement) throws IOException {
    Files.writeString(
        directory.resolve("migrations").resolve(++version + "_change.sql"),
        "-- Up Migration\n" + statement + ";\n-- Down Migration\n-- veery: nothing-to-undo\n");
    Config config =
        Config.read(
            new ConfigRequest(
                directory, null, null, Map.of(ConfigKey.ONLINE, List.of("true")), Map.of()));
    try (Veery veery = Veery.open(config)) {
      Planning planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
      if (!(planning.result() instanceof Plan.Result.Ready)) {
        throw new IllegalStateException(planning.result().toString());
      }
      RunResult result = veery.run(planning, "up", new RunListener() {}, true, null);
      if (result instanceof RunResult.Failed failed) {
        throw new IllegalStateException(failed.failure().problem().toString());
      }
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }
}
