package dev.veery.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Every tool does every operation, in rounds whose order changes, and all must agree.
 *
 * <p>Nothing is removed before the last migration is applied: a file system may take minutes to
 * give out again what was freed (ext4 without a journal passes over every inode that was freed a
 * while ago, one by one), and whoever creates thousands of tables just then would pay for it.
 */
final class Rounds {

  /** A short operation is repeated within a round: one run of 50 ms says little. */
  private static final int REPEATS_OF_SHORT = 5;

  private final List<Tool> tools;
  private final Workload workload;
  private final Target server;
  private final Path workDirectory;
  private final Meter meter;
  private final PrintStream progress;
  private final Results results = new Results();
  private final Map<String, List<String>> schemas = new LinkedHashMap<>();
  private final Set<String> databases = new LinkedHashSet<>();

  /**
   * @param server its maintenance database, from which the tools' databases are made
   */
  Rounds(
      List<Tool> tools, Workload workload, Target server, Path workDirectory, PrintStream progress)
      throws IOException {
    this.tools = tools;
    this.workload = workload;
    this.server = server;
    this.workDirectory = workDirectory;
    this.meter = new Meter(workDirectory.resolve("meter"));
    this.progress = progress;
  }

  Results run(int rounds) throws IOException, InterruptedException, SQLException {
    for (Tool tool : tools) {
      tool.prepare(workload, Files.createDirectories(directory(tool)));
    }
    for (int round = 0; round < rounds; round++) {
      for (Tool tool : order(round)) {
        forward(tool, round);
      }
    }
    for (Tool tool : tools) {
      countRoundTrips(tool);
    }
    for (int round = 0; round < rounds; round++) {
      for (Tool tool : order(round)) {
        back(tool, round);
      }
    }
    dropAll();
    return results;
  }

  private List<Tool> order(int round) {
    var order = new ArrayList<>(tools);
    Collections.rotate(order, round);
    return order;
  }

  /** The schema that each tool made, by its name. */
  Map<String, List<String>> schemas() {
    return schemas;
  }

  private void forward(Tool tool, int round)
      throws IOException, InterruptedException, SQLException {
    Target target = freshDatabase(tool, Integer.toString(round));
    measure(tool, Operation.APPLY, target, round);
    schemas.put(tool.name(), Schema.read(target));
    for (int i = 0; i < REPEATS_OF_SHORT; i++) {
      measure(tool, Operation.NOOP, target, round);
      measure(tool, Operation.STATUS, target, round);
    }
  }

  private void back(Tool tool, int round) throws IOException, InterruptedException, SQLException {
    Target target = database(tool, Integer.toString(round));
    // Thousands of processes for a tool that takes back one at a time: once is enough.
    List<List<String>> rollback = commands(tool, Operation.ROLLBACK, target);
    if (!rollback.isEmpty() && (rollback.size() == 1 || round == 0)) {
      measure(tool, Operation.ROLLBACK, target, round);
      if (!Schema.read(target).isEmpty()) {
        throw new IllegalStateException(tool.name() + " did not take everything back");
      }
    }
  }

  private void measure(Tool tool, Operation operation, Target target, int round)
      throws IOException, InterruptedException {
    Measured measured = meter.run(commands(tool, operation, target), environment(target));
    results.add(tool, operation, measured);
    progress.printf(
        Locale.ROOT,
        "round %d  %-10s %-15s %8.3f s  %7.2f s cpu  %5.0f MiB%n",
        round + 1,
        tool.name(),
        operation.title(),
        measured.seconds(),
        measured.cpuSeconds(),
        measured.peakMegabytes());
  }

  private void countRoundTrips(Tool tool) throws IOException, InterruptedException, SQLException {
    Target target = freshDatabase(tool, "trips");
    for (Operation operation : List.of(Operation.APPLY, Operation.NOOP)) {
      try (var proxy = new CountingProxy(server.host(), server.port())) {
        Target through = target.through(proxy.port());
        long before = 0;
        if (operation == Operation.NOOP) {
          // As the times are: not of the first start behind a change.
          meter.run(commands(tool, operation, through), environment(through));
          before = proxy.turns();
        }
        meter.run(commands(tool, operation, through), environment(through));
        results.addRoundTrips(tool, operation, proxy.turns() - before);
      }
    }
  }

  private List<List<String>> commands(Tool tool, Operation operation, Target target)
      throws IOException {
    return tool.commands(operation, workload, directory(tool), target);
  }

  private static Map<String, String> environment(Target target) {
    return Map.of("DATABASE_URL", target.url());
  }

  private Path directory(Tool tool) {
    return workDirectory
        .resolve("migrations-" + workload.size())
        .resolve(tool.name().toLowerCase(Locale.ROOT));
  }

  private Target database(Tool tool, String use) {
    return server.on("bench_" + tool.name().toLowerCase(Locale.ROOT) + "_" + use);
  }

  private Target freshDatabase(Tool tool, String use) throws SQLException {
    Target target = database(tool, use);
    databases.add(target.database());
    drop(target.database());
    Schema.execute(
        server,
        "CREATE DATABASE " + target.database(),
        // No tool is to pay for what the one before it left to be written.
        "CHECKPOINT");
    return target;
  }

  private void dropAll() throws SQLException {
    for (String database : databases) {
      drop(database);
    }
  }

  private void drop(String database) throws SQLException {
    Schema.execute(server, "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
  }
}
