package dev.veery.bench.rehearse;

import dev.veery.bench.Measuring;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.rehearse.rows.FillReport;
import dev.veery.postgres.rehearse.rows.RowGenerator;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Times what a user waits for: {@code veery rehearse} of one new migration on top of many, the
 * first time and again; {@code veery test} beside psql that applies the same migrations once; and
 * how fast rows are made up. Commands are processes of the built distribution.
 *
 * <p>Arguments: migrations below the new one (1000), migrations of the test (300), tables for rows
 * (100).
 */
public final class RehearsalTimes {

  private static final int ROUNDS = 3;
  private static final int ROWS = 1000;

  private final Path veery;
  private final Path directory;

  private RehearsalTimes(Path veery, Path directory) {
    this.veery = veery;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    int below = Measuring.number(arguments, 0, 1000);
    int tested = Measuring.number(arguments, 1, 300);
    int tables = Measuring.number(arguments, 2, 100);
    Path repository = Path.of(System.getProperty("veery.repository", "."));
    Path directory = Files.createTempDirectory("veery-bench-");
    try (EmbeddedPostgres server = EmbeddedPostgres.scratch()) {
      var times = new RehearsalTimes(repository.resolve("veery").toAbsolutePath(), directory);
      System.out.println("load average before: " + Measuring.load());
      System.out.println();
      System.out.println("| what | seconds |");
      System.out.println("|---|---|");
      times.rehearse(server, below);
      times.test(server, tested);
      rows(server, tables);
      System.out.println();
      System.out.println("load average after: " + Measuring.load());
    } finally {
      Measuring.remove(directory);
    }
  }

  private void rehearse(EmbeddedPostgres server, int below) throws Exception {
    Path project = project("rehearse", below);
    server.createDatabase("rehearse");
    String url = server.url("rehearse");
    // So that nobody's cache knows this history.
    Files.writeString(
        project.resolve("migrations/20000101000000_marker.sql"),
        "-- Up Migration\n-- " + System.nanoTime() + "\nSELECT 1;\n");
    run(project, url, 0, "up");
    Files.writeString(
        project.resolve("migrations/20300101000000_new.sql"),
        """
        -- Up Migration
        ALTER TABLE t1 ADD COLUMN added integer;
        CREATE INDEX t1_added ON t1 (added);

        -- Down Migration
        DROP INDEX t1_added;
        ALTER TABLE t1 DROP COLUMN added;
        """);
    for (String rows : List.of("0", Integer.toString(ROWS))) {
      String what = "one migration on " + below + ", " + rows + " rows a table";
      line(what + ", the first time", run(project, url, 1, "rehearse", "--rows", rows));
      for (int i = 0; i < ROUNDS; i++) {
        line(what + ", again", run(project, url, 1, "rehearse", "--rows", rows));
      }
    }
  }

  private void test(EmbeddedPostgres server, int migrations) throws Exception {
    Path project = project("test", migrations);
    String what = "veery test of " + migrations + " migrations";
    double best = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      double seconds = run(project, server.url("postgres"), 1, "test");
      line(what, seconds);
      best = Math.min(best, seconds);
    }
    double each = psql(server, project);
    if (each < 0) {
      System.out.println("| psql is not installed | |");
      return;
    }
    line("psql, a process for each of them, up only", each);
    System.out.printf(Locale.ROOT, "| ratio of the best test to psql | %.2f |%n", best / each);
  }

  private static double psql(EmbeddedPostgres server, Path project) throws Exception {
    server.createDatabase("psql");
    List<Path> files;
    try (Stream<Path> all = Files.list(project.resolve("migrations"))) {
      files = all.sorted().toList();
    }
    List<Path> ups = new ArrayList<>();
    for (Path file : files) {
      String up = Files.readString(file).split("-- Down Migration")[0];
      ups.add(Files.writeString(Files.createTempFile(project, "up", ".sql"), up));
    }
    long began = System.nanoTime();
    for (Path up : ups) {
      try {
        Process process =
            new ProcessBuilder("psql", "-Xq1", "-f", up.toString(), server.url("psql"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
          throw new IOException("psql failed on " + up);
        }
      } catch (IOException e) {
        if (e.getMessage() != null && e.getMessage().contains("Cannot run program")) {
          return -1;
        }
        throw e;
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static void rows(EmbeddedPostgres server, int tables) throws Exception {
    server.createDatabase("rows");
    var address =
        new Address(
            server.host(),
            server.port(),
            "rows",
            server.user(),
            server.password(),
            Duration.ofSeconds(10),
            Map.of());
    try (Session session = Session.open(address, "bench")) {
      for (int i = 0; i < tables; i++) {
        session.execute(table(i));
      }
      FillReport report =
          RowGenerator.fill(
              session,
              Inspector.inspect(session.connection(), InspectOptions.DEFAULT),
              new RowOptions(ROWS, 1));
      double seconds = report.duration().toMillis() / 1000.0;
      line(report.rows() + " rows made up in " + tables + " tables", seconds);
      System.out.printf(Locale.ROOT, "| rows per second | %.0f |%n", report.rows() / seconds);
    }
  }

  /** Eight columns, two keys, a check and a foreign key to the table before. */
  private static String table(int i) {
    return """
    CREATE TABLE t%d (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent bigint%s,
      email varchar(100) NOT NULL UNIQUE, name text NOT NULL, amount numeric(12,2) CHECK (amount >= 0),
      created timestamptz NOT NULL DEFAULT now(), active boolean, data jsonb)
    """
        .formatted(i, i == 0 ? "" : " REFERENCES t" + (i - 1));
  }

  private Path project(String name, int migrations) throws IOException {
    Path project = Files.createDirectory(directory.resolve(name));
    Path folder = Files.createDirectory(project.resolve("migrations"));
    for (int i = 0; i < migrations; i++) {
      Files.writeString(
          folder.resolve("2020%010d_t%d.sql".formatted(i, i)),
          "-- Up Migration\n%s;\n\n-- Down Migration\nDROP TABLE t%d;\n"
              .formatted(table(i).strip(), i));
    }
    return project;
  }

  /**
   * Runs the distribution.
   *
   * @param most the highest exit code that is no failure
   * @return seconds
   */
  private double run(Path project, String url, int most, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(veery.toString(), "-C", project.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--url", url));
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(project.resolve("output").toFile())
            .start();
    int code = process.waitFor();
    double seconds = (System.nanoTime() - began) / 1e9;
    if (code > most) {
      throw new IOException(
          String.join(" ", arguments)
              + " ended with "
              + code
              + ":\n"
              + Files.readString(project.resolve("output")));
    }
    return seconds;
  }

  private static void line(String what, double seconds) {
    System.out.printf(Locale.ROOT, "| %s | %.2f |%n", what, seconds);
  }
}
