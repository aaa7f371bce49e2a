package dev.veery.bench.backfill;

import dev.veery.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command as a process of the built distribution. */
final class VeeryProcess {

  /** How long a slow backfill is watched before it is told to hurry. */
  private static final long WATCHED_MILLIS = 40_000;

  private final Path veery;
  private final Path directory;
  private final EmbeddedPostgres server;

  VeeryProcess(Path veery, Path directory, EmbeddedPostgres server) {
    this.veery = veery;
    this.directory = directory;
    this.server = server;
  }

  /**
   * Lets the distribution make its cache for fast starts, which it does once on each machine, for
   * several seconds and with a server of its own.
   */
  void prepare() throws Exception {
    Process process =
        new ProcessBuilder(veery.toString(), "version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(veery + " version has failed");
    }
  }

  /** The whole command, its start and its final check included; the answer is its peak memory. */
  long up(String database, String options) throws Exception {
    Path project = project(options);
    Process process = start(project, database, "up");
    long peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, memory(process.toHandle()));
      Thread.sleep(20);
    }
    end(process, project);
    verify(database);
    return peak;
  }

  /**
   * What a slow backfill did in the time in which it was watched.
   *
   * @param rate rows per second, from the first batch on
   * @param latency of the load meanwhile
   */
  record Gentle(double rate, double[] latency, long peakMemory) {}

  /** Watches a backfill at a speed of its own, then lets it hurry to its end. */
  Gentle gently(String database, String speed, Load load) throws Exception {
    Path project = project(speed);
    Process process = start(project, database, "up");
    while (process.isAlive() && walked(database) == 0) {
      Thread.sleep(20);
    }
    load.latency();
    long before = walked(database);
    long began = System.nanoTime();
    long until = began + WATCHED_MILLIS * 1_000_000;
    long peak = 0;
    while (process.isAlive() && System.nanoTime() < until) {
      peak = Math.max(peak, memory(process.toHandle()));
      Thread.sleep(500);
    }
    double rate = (walked(database) - before) / ((System.nanoTime() - began) / 1e9);
    double[] latency = load.latency();
    if (process.isAlive()) {
      end(start(project, database, "backfill", "speed", "1", "100%"), project);
    }
    end(process, project);
    verify(database);
    return new Gentle(rate, latency, peak);
  }

  private Path project(String options) throws IOException {
    Path project = Files.createTempDirectory(directory, "project");
    Files.createDirectory(project.resolve("migrations"));
    Files.writeString(
        project.resolve("migrations/1_fill.sql"),
        "-- Up Migration\n-- veery: backfill "
            + options
            + "\nUPDATE items SET b = a * 2;\n\n-- Down"
            + " Migration\nSELECT 1;\n");
    return project;
  }

  private Process start(Path project, String database, String... command) throws IOException {
    List<String> line = new ArrayList<>(List.of(veery.toString(), "-C", project.toString()));
    line.addAll(List.of(command));
    line.addAll(List.of("--url", server.url(database)));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(project.resolve("output").toFile())
        .start();
  }

  private static void end(Process process, Path project) throws Exception {
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(project.resolve("output")));
    }
  }

  private long walked(String database) {
    try {
      return number(database, "SELECT coalesce(sum(keys), 0) FROM veery.backfill_range");
    } catch (SQLException e) {
      return 0; // The journal is not there yet.
    }
  }

  /** Every row that was there before the end is right, whatever the load did to it. */
  private void verify(String database) throws SQLException {
    long missed =
        number(
            database,
            "SELECT count(*) FROM items WHERE b IS NULL AND id <= (SELECT upper_bound[1]::bigint FROM veery.backfill)");
    if (missed != 0) {
      throw new IllegalStateException(missed + " rows were missed");
    }
  }

  private long number(String database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
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
}
