package dev.veery.bench.generate;

import dev.veery.bench.Measuring;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.diff.DiffOptions;
import dev.veery.core.diff.Difference;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Times the difference of two large catalogs once they are read, and {@code veery generate} on a
 * long history whose scratch state is kept, as a process of the built distribution.
 *
 * <p>Arguments: tables of the catalogs (10000), migrations of the history (1000).
 */
public final class GenerateTimes {

  private static final int ROUNDS = 5;
  private static final int TABLES_PER_TRANSACTION = 100;
  private static final int EACH = 100;

  private GenerateTimes() {}

  public static void main(String[] arguments) throws Exception {
    int tables = Measuring.number(arguments, 0, 10_000);
    int migrations = Measuring.number(arguments, 1, 1000);
    System.out.println("load average before: " + Measuring.load());
    System.out.println("\n| what | seconds |\n|---|--:|");
    try (EmbeddedPostgres server = EmbeddedPostgres.scratch()) {
      differences(server, tables);
      generate(server, migrations);
    }
    System.out.println("\nload average after: " + Measuring.load());
  }

  private static void line(String what, long began) {
    System.out.printf(
        Locale.ROOT, "| %s | %.2f |%n", what, (System.nanoTime() - began) / 1_000_000_000.0);
  }

  private static void differences(EmbeddedPostgres server, int tables) throws SQLException {
    server.createDatabase("large");
    Catalog before;
    Catalog after;
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("large"))) {
      build(connection, tables);
      long began = System.nanoTime();
      before = catalog(connection);
      line("reading a catalog of " + tables + " tables, for comparison", began);
      change(connection, tables);
      after = catalog(connection);
    }
    var options = new DiffOptions(true, false, true, server.user());
    for (int i = 0; i < ROUNDS; i++) {
      long began = System.nanoTime();
      Difference difference = Difference.between(before, after, options);
      line(
          "the difference, "
              + difference.steps().size()
              + " statements, "
              + (i == 0 ? "first in its process" : "again"),
          began);
    }
    long began = System.nanoTime();
    boolean none = Difference.between(after, after, options).isEmpty();
    line("with itself, " + (none ? "none" : "some"), began);
  }

  private static Catalog catalog(Connection connection) throws SQLException {
    return Inspector.inspect(connection, InspectOptions.DEFAULT);
  }

  /** Eight columns, a key, two indexes and a foreign key each. */
  private static void build(Connection connection, int tables) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
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
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** A hundred each of: a new column, a wider type, a dropped index, a new table. */
  private static void change(Connection connection, int tables) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int each = Math.min(EACH, tables / 10);
      for (int i = 0; i < each; i++) {
        int table = i * (tables / each);
        statement.execute("ALTER TABLE t" + table + " ADD COLUMN added int NOT NULL DEFAULT 1");
        statement.execute("ALTER TABLE t" + table + " ALTER COLUMN email TYPE varchar(300)");
        statement.execute("DROP INDEX t" + table + "_name_idx");
        statement.execute("CREATE TABLE n" + i + " (id int PRIMARY KEY REFERENCES t" + table + ")");
      }
    } catch (SQLException e) {
      throw new SQLException("changing the catalog: " + e.getMessage(), e);
    }
  }

  private static void generate(EmbeddedPostgres server, int migrations) throws Exception {
    Path repository = Path.of(System.getProperty("veery.repository", ".")).toAbsolutePath();
    Path project = Files.createTempDirectory("veery-bench-");
    try {
      server.createDatabase("generate");
      history(project, migrations);
      Path veery = repository.resolve("veery");
      String url = server.url("generate");
      line("veery up, the history once", run(veery, project, url, 0, List.of("up", "--quiet")));
      for (int i = 0; i <= ROUNDS; i++) {
        line(
            "veery generate --dry-run on "
                + migrations
                + " migrations, "
                + (i == 0 ? "the first time" : "again"),
            run(veery, project, url, 0, List.of("generate", "--dry-run", "--quiet")));
      }
      line(
          "veery generate --check, again",
          run(veery, project, url, 1, List.of("generate", "--check", "--quiet")));
    } finally {
      Measuring.remove(project);
    }
  }

  /** Every tenth makes a table, the others a column of it; the schema wants one more. */
  private static void history(Path project, int migrations) throws IOException {
    Path folder = Files.createDirectories(project.resolve("migrations"));
    Files.writeString(project.resolve("veery.toml"), "");
    var schema = new StringBuilder();
    for (int i = 0; i < migrations; i++) {
      int table = i / 10;
      String up;
      if (i % 10 == 0) {
        schema.append(i == 0 ? "" : ");\n").append("CREATE TABLE t").append(table);
        schema.append(" (id bigint PRIMARY KEY");
        up = "CREATE TABLE t" + table + " (id bigint PRIMARY KEY);\n";
      } else {
        String column = "c" + i + " varchar(40) DEFAULT 'x'";
        schema.append(", ").append(column);
        up = "ALTER TABLE t" + table + " ADD COLUMN " + column + ";\n";
      }
      Files.writeString(
          folder.resolve(String.format(Locale.ROOT, "2026%010d_step.sql", i + 1)),
          // So that nobody's cache knows this history.
          (i == 0 ? "-- " + System.nanoTime() + "\n" : "") + "-- Up Migration\n" + up);
    }
    schema.append(", added text);\n");
    Files.writeString(project.resolve("schema.sql"), schema);
  }

  private static long run(Path veery, Path project, String url, int expected, List<String> words)
      throws IOException, InterruptedException {
    var command = new java.util.ArrayList<String>();
    command.addAll(List.of(veery.toString(), "-C", project.toString(), "--url", url));
    command.addAll(words);
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(project.resolve("output").toFile())
            .start();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != expected) {
      throw new IOException(Files.readString(project.resolve("output")));
    }
    return began;
  }
}
