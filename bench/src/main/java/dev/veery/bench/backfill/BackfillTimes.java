package dev.veery.bench.backfill;

import dev.veery.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Fills a column of a large table under a constant load, in the ways that people do it, and says
 * how fast each is and what the load felt of it: nothing at all, one plain UPDATE, a keyset loop
 * written by hand, Veery with nothing holding it back, with two workers, and made gentle; and on a
 * smaller table the loop with LIMIT and OFFSET.
 *
 * <p>Arguments: rows (5000000), seconds of the undisturbed load (20), rows of the smaller table
 * (200000).
 */
public final class BackfillTimes {

  private static final int BATCH = 5000;
  private static final String GENTLE = "time=20ms speed=25%";

  private final Path veery;
  private final Path directory;
  private final EmbeddedPostgres server;
  private double plainRate;
  private double[] undisturbed = new double[3];

  private BackfillTimes(Path veery, Path directory, EmbeddedPostgres server) {
    this.veery = veery;
    this.directory = directory;
    this.server = server;
  }

  public static void main(String[] arguments) throws Exception {
    int rows = number(arguments, 0, 5_000_000);
    int seconds = number(arguments, 1, 20);
    int small = number(arguments, 2, 200_000);
    Path repository = Path.of(System.getProperty("veery.repository", "."));
    Path directory = Files.createTempDirectory("veery-bench-");
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            // On a disk, not in memory: a commit is to cost what it costs.
            .scratchDirectory(Files.createDirectories(directory.resolve("server")))
            .setting("fsync", "on")
            .setting("synchronous_commit", "on")
            .setting("full_page_writes", "on")
            .setting("max_wal_size", "4GB")
            .setting("shared_buffers", "512MB")
            .setting("autovacuum", "on")
            .scratch()) {
      var times =
          new BackfillTimes(repository.resolve("veery").toAbsolutePath(), directory, server);
      System.out.println("load average before: " + load());
      System.out.println();
      times.large(rows, seconds);
      System.out.println();
      times.small(small);
      System.out.println();
      System.out.println("load average after: " + load());
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private static int number(String[] arguments, int index, int otherwise) {
    return index < arguments.length ? Integer.parseInt(arguments[index]) : otherwise;
  }

  private static String load() {
    return String.format(
        Locale.ROOT, "%.2f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private void large(int rows, int seconds) throws Exception {
    System.out.println(
        "| "
            + rows
            + " rows under load | rows/s | of the plain UPDATE | p50 ms | p99 ms | max ms | p99 of"
            + " undisturbed | peak memory MiB |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|");
    fresh("quiet", rows);
    try (Load load = new Load(server.jdbcUrl("quiet"), rows)) {
      Thread.sleep(2000);
      load.latency();
      Thread.sleep(seconds * 1000L);
      undisturbed = load.latency();
      print("nothing", 0, undisturbed, 0);
    }
    server.dropDatabase("quiet");
    measure("one plain UPDATE", rows, true, name -> plain(name));
    measure("keyset loop by hand, " + BATCH + " rows", rows, true, name -> keyset(name));
    measure("Veery", rows, true, name -> veery(name, ""));
    measure("Veery, two workers", rows, true, name -> veery(name, "parallel=2"));
    measure("Veery, " + GENTLE, rows, true, name -> veery(name, GENTLE));
  }

  private void small(int rows) throws Exception {
    System.out.println(
        "| " + rows + " rows, no load | rows/s | of the plain UPDATE | | | | | peak memory MiB |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|");
    measure("one plain UPDATE", rows, false, name -> plain(name));
    measure("LIMIT and OFFSET, " + BATCH + " rows", rows, false, name -> offset(name));
    measure("Veery", rows, false, name -> veery(name, ""));
  }

  /** A way to fill the column; the answer is its peak memory in MiB, or 0 where it is ours. */
  @FunctionalInterface
  private interface Way {
    long fill(String database) throws Exception;
  }

  private void measure(String what, int rows, boolean underLoad, Way way) throws Exception {
    String name = "bench";
    fresh(name, rows);
    double[] latency = new double[3];
    double seconds;
    long memory;
    if (underLoad) {
      try (Load load = new Load(server.jdbcUrl(name), rows)) {
        Thread.sleep(2000);
        load.latency();
        long began = System.nanoTime();
        memory = way.fill(name);
        seconds = (System.nanoTime() - began) / 1e9;
        latency = load.latency();
      }
    } else {
      long began = System.nanoTime();
      memory = way.fill(name);
      seconds = (System.nanoTime() - began) / 1e9;
    }
    double rate = rows / seconds;
    if (what.equals("one plain UPDATE")) {
      plainRate = rate;
    }
    print(what, rate, latency, memory);
    server.dropDatabase(name);
  }

  private void print(String what, double rate, double[] latency, long memory) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %.1f | %.1f | %.0f | %s | %s |%n",
        what,
        rate == 0 ? "" : String.format(Locale.ROOT, "%.0f", rate),
        rate == 0 || plainRate == 0 ? "" : String.format(Locale.ROOT, "%.2f", rate / plainRate),
        latency[0],
        latency[1],
        latency[2],
        undisturbed[1] == 0 ? "" : String.format(Locale.ROOT, "%.1f", latency[1] / undisturbed[1]),
        memory == 0 ? "" : Long.toString(memory));
    System.out.flush();
  }

  private void fresh(String name, int rows) throws SQLException {
    if (server.databaseExists(name)) {
      server.dropDatabase(name);
    }
    server.createDatabase(name);
    execute(
        name,
        "CREATE TABLE items (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL, b"
            + " bigint, pad text NOT NULL)",
        "INSERT INTO items (a, pad) SELECT i, repeat('x', 60) FROM generate_series(1, "
            + rows
            + ") i",
        "VACUUM ANALYZE items",
        "CHECKPOINT");
  }

  private void execute(String database, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private long plain(String database) throws SQLException {
    execute(database, "UPDATE items SET b = a * 2");
    return 0;
  }

  /** As it is written again and again: from the last key on, until nothing is found. */
  private long keyset(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
        Statement statement = connection.createStatement()) {
      long last = 0;
      while (true) {
        try (ResultSet row =
            statement.executeQuery(
                "WITH batch AS (SELECT id FROM items WHERE id > %d ORDER BY id LIMIT %d), done AS (UPDATE items SET b = a * 2 FROM batch WHERE items.id = batch.id) SELECT max(id) FROM batch"
                    .formatted(last, BATCH))) {
          row.next();
          last = row.getLong(1);
          if (row.wasNull()) {
            return 0;
          }
        }
      }
    }
  }

  private long offset(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
        Statement statement = connection.createStatement()) {
      for (long at = 0; ; at += BATCH) {
        int changed =
            statement.executeUpdate(
                "UPDATE items SET b = a * 2 WHERE id IN (SELECT id FROM items ORDER BY id LIMIT %d OFFSET %d)"
                    .formatted(BATCH, at));
        if (changed == 0) {
          return 0;
        }
      }
    }
  }

  /** The whole command as a process, its start and its final check included. */
  private long veery(String database, String options) throws Exception {
    Path project = Files.createTempDirectory(directory, "project");
    Files.createDirectory(project.resolve("migrations"));
    Files.writeString(
        project.resolve("migrations/1_fill.sql"),
        "-- Up Migration\n-- veery: backfill "
            + options
            + "\nUPDATE items SET b = a * 2;\n\n-- Down"
            + " Migration\nSELECT 1;\n");
    Process process =
        new ProcessBuilder(
                List.of(
                    veery.toString(),
                    "-C",
                    project.toString(),
                    "up",
                    "--url",
                    server.url(database)))
            .redirectErrorStream(true)
            .redirectOutput(project.resolve("output").toFile())
            .start();
    long peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, memory(process.toHandle()));
      Thread.sleep(20);
    }
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(project.resolve("output")));
    }
    verify(database);
    return peak;
  }

  /** The greatest memory of a process and those that it has started, in MiB; Linux only. */
  private static long memory(ProcessHandle process) {
    long peak = 0;
    for (ProcessHandle handle : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      try (Stream<String> lines = Files.lines(Path.of("/proc", "" + handle.pid(), "status"))) {
        peak =
            Math.max(
                peak,
                lines
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0));
      } catch (IOException | RuntimeException e) {
        // It has just ended.
      }
    }
    return peak;
  }

  /** Every row that was there before the end is right, whatever the load did to it. */
  private void verify(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM items WHERE b IS NULL AND id <= (SELECT upper_bound[1]::bigint FROM veery.backfill)")) {
      row.next();
      if (row.getLong(1) != 0) {
        throw new IllegalStateException(row.getLong(1) + " rows were missed");
      }
    }
  }
}
