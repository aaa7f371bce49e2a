package dev.veery.bench.embedded;

import dev.veery.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures the embedded server and prints a table for {@code docs/benchmarks/embedded.md}: from
 * nothing to the first query, and what a database costs. The least of several runs is given beside
 * the median, because it is what the work takes when nobody else wants the processor.
 */
public final class EmbeddedTimes {

  private static final int COLD_RUNS = 3;
  private static final int PROCESSES = 11;
  private static final int RUNS = 21;
  private static final int TABLES = 200;

  private final Map<String, List<Double>> times = new LinkedHashMap<>();

  private EmbeddedTimes() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("child")) {
      child();
      return;
    }
    EmbeddedTimes all = new EmbeddedTimes();
    all.cold();
    all.firstOfTheProcess();
    all.laterOnes();
    all.databases();
    all.print();
  }

  /** One start in a process of its own, so that class loading and the interpreter count too. */
  private static void child() throws SQLException {
    long begin = System.nanoTime();
    try (EmbeddedPostgres server = EmbeddedPostgres.scratch()) {
      long accepting = System.nanoTime();
      query(server.jdbcUrl("postgres"));
      long answered = System.nanoTime();
      System.out.println((accepting - begin) / 1e6 + " " + (answered - begin) / 1e6);
    }
  }

  private void cold() throws IOException, InterruptedException {
    for (int i = 0; i < COLD_RUNS; i++) {
      Path cache = Files.createTempDirectory("veery-bench");
      try {
        double[] measured = process(cache);
        add("empty cache: unpack, initdb, start, first query", measured[1]);
      } finally {
        delete(cache);
      }
    }
  }

  private void firstOfTheProcess() throws IOException, InterruptedException {
    for (int i = 0; i < PROCESSES; i++) {
      double[] measured = process(null);
      add("new process: accepting connections", measured[0]);
      add("new process: first query over JDBC", measured[1]);
    }
  }

  private void laterOnes() throws SQLException {
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      EmbeddedPostgres server = EmbeddedPostgres.scratch();
      try {
        add("running process: accepting connections", since(begin));
        query(server.jdbcUrl("postgres"));
        add("running process: first query over JDBC", since(begin));
      } finally {
        begin = System.nanoTime();
        server.close();
        add("stop and remove", since(begin));
      }
    }
  }

  private void databases() throws SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.scratch()) {
      server.createDatabase("template");
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl("template"));
          Statement statement = connection.createStatement()) {
        for (int i = 0; i < TABLES; i++) {
          statement.execute("CREATE TABLE t" + i + " (id bigint PRIMARY KEY, name text)");
        }
      }
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
          Statement statement = connection.createStatement()) {
        for (String template : List.of("template1", "template")) {
          for (String strategy : List.of("FILE_COPY", "WAL_LOG")) {
            for (int i = 0; i < RUNS; i++) {
              long begin = System.nanoTime();
              statement.execute(
                  "CREATE DATABASE copy TEMPLATE " + template + " STRATEGY " + strategy);
              add(
                  "CREATE DATABASE, "
                      + (template.equals("template") ? TABLES + " tables" : "empty")
                      + ", "
                      + strategy,
                  since(begin));
              begin = System.nanoTime();
              statement.execute("DROP DATABASE copy");
              add("DROP DATABASE", since(begin));
            }
          }
        }
      }
    }
  }

  private static double[] process(@org.jspecify.annotations.Nullable Path cache)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (cache != null) {
      command.add("-Dveery.cache=" + cache);
    }
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), EmbeddedTimes.class.getName(), "child"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      if (process.waitFor() != 0 || line == null) {
        throw new IOException("the measured process failed");
      }
      String[] parts = line.split(" ", -1);
      return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
    }
  }

  private static void query(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private void add(String what, double milliseconds) {
    times.computeIfAbsent(what, key -> new ArrayList<>()).add(milliseconds);
  }

  private void print() {
    System.out.println("| milliseconds | least | median | runs |");
    System.out.println("|---|--:|--:|--:|");
    times.forEach((what, list) -> {
      List<Double> sorted = list.stream().sorted().toList();
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %.1f | %d |%n",
          what,
          sorted.getFirst(),
          sorted.get(sorted.size() / 2),
          sorted.size());
    });
  }
}
