package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** What a reader has to know to judge the numbers. */
final class Machine {

  private Machine() {}

  static List<String> facts(Options options, Target server) throws IOException, SQLException {
    return List.of(
        "%d migrations of three statements (a table, an index, a comment), %d rounds in changing order, medians; (×n) is against Veery"
            .formatted(options.migrations(), options.rounds()),
        "machine: %d × %s, %s, %s %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                processor(),
                memory(),
                System.getProperty("os.name"),
                System.getProperty("os.arch")),
        server(options, server),
        "Java %s %s for every JVM, its defaults"
            .formatted(System.getProperty("java.vendor"), System.getProperty("java.version")),
        "%s, by `%s`".formatted(LocalDate.now(ZoneOffset.UTC), options.command()));
  }

  private static String server(Options options, Target server) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT current_setting('server_version'), current_setting('fsync'),
                       current_setting('synchronous_commit'), current_setting('wal_sync_method'),
                       current_setting('shared_buffers')
                """)) {
      row.next();
      return "server: PostgreSQL %s, %s, the same for all, over TCP on the loopback interface with a password and without TLS; fsync = %s, synchronous_commit = %s, wal_sync_method = %s, shared_buffers = %s"
          .formatted(
              row.getString(1),
              options.server() == null ? "embedded, its data on disk" : "an existing one",
              row.getString(2),
              row.getString(3),
              row.getString(4),
              row.getString(5));
    }
  }

  private static String processor() throws IOException {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(cpuinfo)) {
      return "processor";
    }
    return Files.readAllLines(cpuinfo).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("processor");
  }

  private static String memory() throws IOException {
    Path meminfo = Path.of("/proc/meminfo");
    if (!Files.isReadable(meminfo)) {
      return "memory unknown";
    }
    long kibibytes =
        Files.readAllLines(meminfo).stream()
            .filter(line -> line.startsWith("MemTotal"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0);
    return String.format(Locale.ROOT, "%.0f GiB", kibibytes / 1024.0 / 1024.0);
  }
}
