package dev.veery.bench.audit;

import dev.veery.bench.Measuring;
import dev.veery.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times {@code veery up} of many migrations with the audit chain and without it: in the second case
 * the functions of the journal that append to the chain, and the one that computes a row's digest,
 * are replaced by ones that do nothing. Both alternate, each time with a database of its own.
 * Commands are processes of the built distribution.
 *
 * <p>Arguments: migrations (1000), rounds (5).
 */
public final class AuditTimes {

  private static final List<String> WITHOUT =
      List.of(
          "CREATE OR REPLACE FUNCTION veery.audit_append(p_chain text, p_run bigint, p_kind text,"
              + " p_subject text, p_at timestamptz, p_detail json) RETURNS void LANGUAGE plpgsql AS"
              + " 'BEGIN END'",
          "CREATE OR REPLACE FUNCTION veery.migration_digest(m veery.migration) RETURNS text"
              + " LANGUAGE sql AS $$SELECT ''$$");

  private final Path veery;
  private final Path directory;

  private AuditTimes(Path veery, Path directory) {
    this.veery = veery;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    int migrations = Measuring.number(arguments, 0, 1000);
    int rounds = Measuring.number(arguments, 1, 5);
    Path repository = Path.of(System.getProperty("veery.repository", "."));
    Path directory = Files.createTempDirectory("veery-bench-");
    try (EmbeddedPostgres server = server(directory)) {
      var times = new AuditTimes(repository.resolve("veery").toAbsolutePath(), directory);
      System.out.println("load average before: " + Measuring.load());
      double[] with = new double[rounds];
      double[] without = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        with[i] = times.up(server, "with_" + i, migrations, true);
        without[i] = times.up(server, "without_" + i, migrations, false);
      }
      System.out.println();
      System.out.println("| " + migrations + " migrations, a table each | seconds |");
      System.out.println("|---|--:|");
      line("with the audit, median of " + rounds, median(with));
      line("without it, median of " + rounds, median(without));
      System.out.printf(
          Locale.ROOT, "| it costs | %.1f %% |%n", (median(with) / median(without) - 1) * 100);
      System.out.printf(
          Locale.ROOT,
          "| a migration | %.3f ms |%n",
          (median(with) - median(without)) * 1000 / migrations);
      System.out.println();
      System.out.println("load average after: " + Measuring.load());
    } finally {
      Measuring.remove(directory);
    }
  }

  /** On a disk, with commits that wait for it. */
  private static EmbeddedPostgres server(Path directory) throws IOException {
    return EmbeddedPostgres.builder()
        .scratchDirectory(Files.createDirectories(directory.resolve("server")))
        .setting("fsync", "on")
        .setting("synchronous_commit", "on")
        .setting("full_page_writes", "on")
        .setting("shared_buffers", "128MB")
        .scratch();
  }

  private double up(EmbeddedPostgres server, String database, int migrations, boolean audited)
      throws Exception {
    server.createDatabase(database);
    Path project = Files.createDirectories(directory.resolve(database));
    Path folder = Files.createDirectories(project.resolve("migrations"));
    migration(folder, 0);
    // The journal is there before, so that it can be changed.
    run(project, server.url(database));
    if (!audited) {
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
          Statement sql = connection.createStatement()) {
        for (String statement : WITHOUT) {
          sql.execute(statement);
        }
      }
    }
    for (int i = 1; i <= migrations; i++) {
      migration(folder, i);
    }
    double seconds = run(project, server.url(database));
    server.dropDatabase(database);
    return seconds;
  }

  private static void migration(Path folder, int i) throws IOException {
    Files.writeString(
        folder.resolve("2020%010d_t%d.sql".formatted(i, i)),
        """
        -- Up Migration
        CREATE TABLE t%1$d (id bigint PRIMARY KEY, name text NOT NULL);
        CREATE INDEX t%1$d_name ON t%1$d (name);
        COMMENT ON TABLE t%1$d IS 'the table with number %1$d';

        -- Down Migration
        DROP TABLE t%1$d;
        """
            .formatted(i));
  }

  private double run(Path project, String url) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(veery.toString(), "-C", project.toString(), "up", "--url", url));
    command.addAll(List.of("--layout", "veery", "--quiet"));
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(project.resolve("output").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("veery up failed:\n" + Files.readString(project.resolve("output")));
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void line(String what, double seconds) {
    System.out.printf(Locale.ROOT, "| %s | %.2f |%n", what, seconds);
  }
}
