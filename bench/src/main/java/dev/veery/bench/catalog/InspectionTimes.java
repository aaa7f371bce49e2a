package dev.veery.bench.catalog;

import dev.veery.core.catalog.Catalog;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * Reads the schema of a large database and dumps it with {@code pg_dump --schema-only}, in turns,
 * on the same server, and prints a table for {@code docs/benchmarks/catalog.md}.
 *
 * <p>Beside the time on the clock it gives the processor time of the server's process (read from
 * {@code /proc}, so the server must run on the same Linux machine) and of this one: on a machine
 * that does other things, these say what the work costs.
 *
 * <p>Arguments: the JDBC URL of an empty database, the number of tables, the rounds, and the
 * program pg_dump.
 */
public final class InspectionTimes {

  private static final int TABLES_PER_TRANSACTION = 100;

  private InspectionTimes() {}

  public static void main(String[] arguments) throws Exception {
    String url = arguments[0];
    int tables = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    String pgDump = arguments[3];
    build(url, tables);
    System.out.println("| | clock, s | server, CPU s | client, CPU s | memory, MB |");
    System.out.println("|---|---|---|---|---|");
    for (int i = 0; i < rounds; i++) {
      dump(url, pgDump);
      inspect(url, i == 0 ? "Veery, first in its process" : "Veery, again");
    }
  }

  /** Eight columns, a primary key, two indexes and a foreign key each; done once per database. */
  private static void build(String url, int tables) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      try (var results = statement.executeQuery("SELECT to_regclass('public.t0') IS NOT NULL")) {
        results.next();
        if (results.getBoolean(1)) {
          return;
        }
      }
      connection.setAutoCommit(false);
      for (int i = 0; i < tables; i++) {
        statement.execute(
            """
            CREATE TABLE t%1$d (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              parent_id bigint%2$s, name text NOT NULL, email varchar(200),
              amount numeric(12,2) DEFAULT 0, created timestamptz NOT NULL DEFAULT now(),
              active boolean NOT NULL DEFAULT true, data jsonb);
            CREATE INDEX ON t%1$d (name);
            CREATE INDEX ON t%1$d (created DESC, active)
            """
                .formatted(i, i == 0 ? "" : " REFERENCES t" + (i - 1)));
        if (i % TABLES_PER_TRANSACTION == 0) {
          connection.commit();
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("VACUUM ANALYZE");
    }
  }

  private static void inspect(String url, String name) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(url)) {
      long server = connection.unwrap(PGConnection.class).getBackendPID();
      double serverBefore = cpuSeconds(server);
      double clientBefore = cpuSeconds(ProcessHandle.current().pid());
      long begin = System.nanoTime();
      Catalog catalog = Inspector.inspect(connection, InspectOptions.DEFAULT);
      double seconds = (System.nanoTime() - begin) / 1e9;
      double client = cpuSeconds(ProcessHandle.current().pid()) - clientBefore;
      row(
          name + ": " + catalog.objects().size() + " objects",
          seconds,
          cpuSeconds(server) - serverBefore,
          client,
          Long.toString(residentPeakMegabytes()));
    }
  }

  private static void dump(String url, String pgDump) throws Exception {
    String target = url.replaceFirst("^jdbc:", "");
    Process process =
        new ProcessBuilder(pgDump, "--schema-only", "--file=/dev/null", "--dbname=" + target)
            .redirectErrorStream(true)
            .start();
    long begin = System.nanoTime();
    double server = 0;
    double client = 0;
    List<Long> backends = new ArrayList<>();
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      if (backends.isEmpty()) {
        backends.addAll(backendsOf(url));
      }
      client = Math.max(client, cpuSecondsOrZero(process.pid()));
      for (long backend : backends) {
        server = Math.max(server, cpuSecondsOrZero(backend));
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(new String(process.getInputStream().readAllBytes()));
    }
    row("pg_dump --schema-only", seconds, server, client, "");
  }

  private static List<Long> backendsOf(String url) throws SQLException {
    List<Long> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        var results =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'pg_dump'")) {
      while (results.next()) {
        found.add(results.getLong(1));
      }
    }
    return found;
  }

  private static void row(
      String name, double seconds, double server, double client, String memory) {
    System.out.printf(
        Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %s |%n", name, seconds, server, client, memory);
  }

  /** User and system time of a process; the kernel counts in hundredths of a second. */
  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private static double cpuSecondsOrZero(long pid) {
    try {
      return cpuSeconds(pid);
    } catch (IOException e) {
      // It has just ended.
      return 0;
    }
  }

  private static long residentPeakMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return 0;
  }
}
