package dev.veery.bench.backfill;

import dev.veery.bench.Measuring;
import dev.veery.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Fills a column of a large table under a constant load, in the ways that people do it, and says
 * how fast each is and what the load felt of it: one plain UPDATE, a keyset loop written by hand,
 * Veery with nothing holding it back, with two workers, and made gentle; and on a smaller table the
 * loop with LIMIT and OFFSET.
 *
 * <p>What the load felt is compared with what it felt just before, on the same copy of the table,
 * with nothing else running. Arguments: rows (5000000), seconds of the undisturbed load before each
 * way (8), rows of the smaller table (200000).
 */
public final class BackfillTimes {

  private static final String TEMPLATE = "filled";
  private static final String NAME = "bench";
  private static final double NOT_MEASURED = 0;

  private final EmbeddedPostgres server;
  private final Ways ways;
  private final VeeryProcess veery;
  private final int seconds;
  private double plainRate;

  private BackfillTimes(Path repository, Path directory, EmbeddedPostgres server, int seconds) {
    this.server = server;
    this.ways = new Ways(server);
    this.veery = new VeeryProcess(repository.resolve("veery").toAbsolutePath(), directory, server);
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    int rows = Measuring.number(arguments, 0, 5_000_000);
    int seconds = Measuring.number(arguments, 1, 8);
    int small = Measuring.number(arguments, 2, 200_000);
    Path repository = Path.of(System.getProperty("veery.repository", "."));
    Path directory = Files.createTempDirectory("veery-bench-");
    long began = System.nanoTime();
    try (EmbeddedPostgres server = server(directory)) {
      var times = new BackfillTimes(repository, directory, server, seconds);
      times.veery.prepare();
      System.out.println("load average before: " + Measuring.load());
      System.out.println();
      times.large(rows);
      System.out.println();
      times.small(small);
      System.out.println();
      System.out.printf(
          Locale.ROOT,
          "load average after: %s; %.0f s in all%n",
          Measuring.load(),
          (System.nanoTime() - began) / 1e9);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
      }
    }
  }

  /** On a disk and not in memory: a commit is to cost what it costs. */
  private static EmbeddedPostgres server(Path directory) throws Exception {
    return EmbeddedPostgres.builder()
        .scratchDirectory(Files.createDirectories(directory.resolve("server")))
        .setting("fsync", "on")
        .setting("synchronous_commit", "on")
        .setting("full_page_writes", "on")
        // Segments of the log are written anew, as in a server that has run for long: making
        // room for a new one costs each commit more than its own bytes.
        .setting("wal_init_zero", "on")
        .setting("min_wal_size", "4GB")
        .setting("max_wal_size", "8GB")
        .setting("shared_buffers", "512MB")
        .setting("autovacuum", "on")
        .scratch();
  }

  private void large(int rows) throws Exception {
    System.out.println(
        "| "
            + rows
            + " rows under load | rows/s | of the plain UPDATE | p50 ms | p99 ms | max ms | p99"
            + " undisturbed | times | peak memory MiB |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    fill(rows);
    underLoad(Ways.PLAIN, rows, () -> ways.plain(NAME));
    underLoad("keyset loop by hand, " + Ways.BATCH + " rows", rows, () -> ways.keyset(NAME));
    underLoad("Veery", rows, () -> veery.up(NAME, ""));
    underLoad("Veery, two workers", rows, () -> veery.up(NAME, "parallel=2"));
    gently("speed=25%", rows);
    gently("speed=10%", rows);
  }

  private void small(int rows) throws Exception {
    System.out.println(
        "| " + rows + " rows, no load | rows/s | of the plain UPDATE | peak memory MiB |");
    System.out.println("|---|--:|--:|--:|");
    fill(rows);
    alone(Ways.PLAIN, rows, () -> ways.plain(NAME));
    alone("LIMIT and OFFSET, " + Ways.BATCH + " rows", rows, () -> ways.offset(NAME));
    alone("Veery", rows, () -> veery.up(NAME, ""));
  }

  /** A way to fill the column; the answer is its peak memory in MiB, or 0 where it is ours. */
  @FunctionalInterface
  private interface Way {
    long fill() throws Exception;
  }

  private void underLoad(String what, int rows, Way way) throws Exception {
    copy();
    try (Load load = new Load(server.jdbcUrl(NAME), rows)) {
      double[] undisturbed = undisturbed(load);
      long began = System.nanoTime();
      long memory = way.fill();
      double rate = rate(what, rows, began);
      print(what, rate, load.latency(), undisturbed[1], memory);
    }
    server.dropDatabase(NAME);
  }

  /** Only a part at its slow speed; then it is told to hurry, from outside. */
  private void gently(String speed, int rows) throws Exception {
    copy();
    try (Load load = new Load(server.jdbcUrl(NAME), rows)) {
      double[] undisturbed = undisturbed(load);
      VeeryProcess.Gentle gentle = veery.gently(NAME, speed, load);
      print(
          "Veery, " + speed, gentle.rate(), gentle.latency(), undisturbed[1], gentle.peakMemory());
    }
    server.dropDatabase(NAME);
  }

  private double[] undisturbed(Load load) throws InterruptedException {
    Thread.sleep(2000);
    load.latency();
    Thread.sleep(seconds * 1000L);
    return load.latency();
  }

  private void alone(String what, int rows, Way way) throws Exception {
    copy();
    long began = System.nanoTime();
    long memory = way.fill();
    double rate = rate(what, rows, began);
    System.out.printf(
        Locale.ROOT, "| %s | %.0f | %.2f | %s |%n", what, rate, rate / plainRate, said(memory));
    server.dropDatabase(NAME);
  }

  private double rate(String what, int rows, long began) {
    double rate = rows / ((System.nanoTime() - began) / 1e9);
    if (what.equals(Ways.PLAIN)) {
      plainRate = rate;
    }
    return rate;
  }

  private void print(String what, double rate, double[] latency, double undisturbed, long memory) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.1f | %.1f | %.0f | %.1f | %.1f | %s |%n",
        what,
        rate,
        rate / plainRate,
        latency[0],
        latency[1],
        latency[2],
        undisturbed,
        latency[1] / undisturbed,
        said(memory));
    System.out.flush();
  }

  private static String said(long memory) {
    return memory == NOT_MEASURED ? "" : Long.toString(memory);
  }

  /** The table that each way gets a copy of. */
  private void fill(int rows) throws SQLException {
    if (server.databaseExists(TEMPLATE)) {
      server.dropDatabase(TEMPLATE);
    }
    server.createDatabase(TEMPLATE);
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(TEMPLATE));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE items (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL, b"
              + " bigint, pad text NOT NULL)");
      statement.execute(
          "INSERT INTO items (a, pad) SELECT i, repeat('x', 60) FROM generate_series(1, "
              + rows
              + ") i");
      statement.execute("VACUUM (FREEZE, ANALYZE) items");
      statement.execute("CHECKPOINT");
    }
  }

  private void copy() {
    if (server.databaseExists(NAME)) {
      server.dropDatabase(NAME);
    }
    server.cloneDatabase(TEMPLATE, NAME);
  }
}
