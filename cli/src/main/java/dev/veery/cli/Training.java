package dev.veery.cli;

import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.CacheFolder;
import dev.veery.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the commands that are to start fast against a scratch server, so that the JVM can write what
 * they needed into an ahead-of-time cache. Started by the distribution's {@code lib/prepare.sh},
 * once for each JDK. Whatever fails here costs speed only.
 *
 * <p>With the argument {@code often} only what is started again and again: by every deployment, by
 * every start of an application, by a prompt.
 */
final class Training {

  private static final List<String> MIGRATIONS =
      List.of(
          """
          -- Migration: first
          -- Author: Veery

          -- Up Migration
          CREATE TABLE training (id bigint PRIMARY KEY, note text DEFAULT 'a''b');
          COMMENT ON TABLE training IS $$of the cache$$;
          COPY training (id, note) FROM STDIN;
          1\tone
          \\.

          -- Down Migration
          DROP TABLE training;
          """,
          """
          -- Up Migration
          CREATE INDEX CONCURRENTLY training_note ON training (note);
          ALTER TABLE training ADD COLUMN more int NOT NULL DEFAULT 1;

          -- Down Migration
          ALTER TABLE training DROP COLUMN more;
          DROP INDEX CONCURRENTLY training_note;
          """,
          """
          -- Up Migration
          CREATE FUNCTION training() RETURNS int LANGUAGE sql AS 'SELECT 1';

          -- Down Migration
          DROP FUNCTION training;
          """);

  private Training() {}

  public static void main(String[] args) throws IOException, SQLException {
    boolean often = args.length > 0 && args[0].equals("often");
    Path folder = Files.createTempDirectory("veery-training");
    try {
      Main.run("version");
      run(folder, "init");
      if (!often) {
        run(folder, "up", "--no-such-option");
        run(folder, "help", "up");
      }
      for (int i = 0; i < MIGRATIONS.size(); i++) {
        write(folder, i + 1, MIGRATIONS.get(i));
      }
      Files.writeString(
          folder.resolve("veery.toml"),
          """
          url = "${VEERY_TRAINING_URL}"
          migrations = "migrations"
          lock-timeout = "2s"

          [env.production]
          production = true
          """);
      try (EmbeddedPostgres server = EmbeddedPostgres.scratch()) {
        askAsOthersDo(server);
        server.createDatabase("training");
        // By name, as people write it: resolving a name takes classes of its own.
        String url = server.url("training").replace("127.0.0.1", "localhost");
        Map<String, String> variables = Map.of("VEERY_TRAINING_URL", url);
        run(folder, variables, "status");
        run(folder, variables, "up");
        if (!often) {
          commands(folder, variables, server.url("postgres"));
        }
        manyFiles(folder);
        // What is remembered of this folder goes with it.
        System.setProperty(CacheFolder.PROPERTY, folder.resolve("cache").toString());
        for (int i = 0; i < 3; i++) {
          run(folder, variables, "up");
        }
        run(folder, variables, "up", "--env", "production", "--yes");
        run(folder, variables, "status");
        // A file that the quick reader leaves to the library.
        Files.writeString(
            folder.resolve("veery.toml"),
            "url = \"${VEERY_TRAINING_URL}\"\nvars = { a = \"b\" }\n");
        run(folder, variables, "status");
        // With the environment of a process, which is a map of its own kind.
        Map<String, String> process = Map.copyOf(System.getenv());
        System.out.println(process.size() + " variables");
      }
    } finally {
      delete(folder);
    }
  }

  private static void commands(Path folder, Map<String, String> variables, String scratch)
      throws IOException {
    run(folder, variables, "list");
    run(folder, variables, "plan");
    run(folder, variables, "up");
    run(folder, variables, "status", "--json");
    run(folder, variables, "show", "20260101000001");
    run(folder, variables, "history");
    run(folder, variables, "current");
    run(folder, variables, "heads");
    run(folder, variables, "redo");
    run(folder, variables, "down");
    // On a server that is lent nothing is kept in the user's cache.
    run(folder, variables, "rehearse", "--scratch", scratch);
    run(folder, variables, "lint");
    run(folder, variables, "rollback");
    run(folder, variables, "up", "--env", "production", "--yes");
    Map<String, String> embedded = Map.of("VEERY_TRAINING_URL", "embedded");
    run(folder, embedded, "up");
    run(folder, embedded, "status");
    run(folder, embedded, "db", "stop");
    write(folder, 4, "-- Up Migration\nSELECT 1;\nSELECT no_such_column;\n");
    run(folder, variables, "up");
    Files.delete(file(folder, 4));
  }

  /** Servers of others ask for passwords by SCRAM; those for tests do not, as it takes a while. */
  private static void askAsOthersDo(EmbeddedPostgres server) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          DO $$ BEGIN EXECUTE format('COPY (SELECT %L) TO %L',
            'host all all all scram-sha-256', current_setting('hba_file')); END $$;
          SELECT pg_reload_conf()
          """);
    }
  }

  /** So many, and so long ago, that what is in them is kept in an index. */
  private static void manyFiles(Path folder) throws IOException {
    long before = System.currentTimeMillis() - 60_000;
    for (int i = 1; i < 100; i++) {
      if (i > MIGRATIONS.size()) {
        write(folder, i, "-- Up Migration\nSELECT 1;\n\n-- Down Migration\nSELECT 2;\n");
      }
      Files.setLastModifiedTime(file(folder, i), FileTime.fromMillis(before / 1000 * 1000 + i));
    }
    Files.setLastModifiedTime(folder.resolve("migrations"), FileTime.fromMillis(before));
  }

  private static Path file(Path folder, int number) {
    return folder.resolve("migrations/202601010000%02d_training.sql".formatted(number));
  }

  private static void write(Path folder, int number, String text) throws IOException {
    Files.writeString(file(folder, number), text);
  }

  private static void run(Path folder, String... words) {
    run(folder, Map.of(), words);
  }

  private static void run(Path folder, Map<String, String> variables, String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(), out, out, false, false, false, 80, true, Paint.of(true));
    int code = new Cli(terminal, variables, folder).run(List.of(words));
    System.out.println("veery " + String.join(" ", words) + " = " + code);
    System.out.println(bytes.toString(StandardCharsets.UTF_8));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
