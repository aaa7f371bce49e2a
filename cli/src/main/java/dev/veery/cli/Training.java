package dev.veery.cli;

import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the commands that are to start fast against a scratch server, so that the JVM can write what
 * they needed into an ahead-of-time cache. Started by the distribution's {@code lib/prepare.sh},
 * once for each JDK. Whatever fails here costs speed only.
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

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("veery-training");
    try {
      Main.run("version");
      run(folder, "init");
      run(folder, "up", "--no-such-option");
      run(folder, "help", "up");
      for (int i = 0; i < MIGRATIONS.size(); i++) {
        write(folder, i + 1, MIGRATIONS.get(i));
      }
      run(folder, "list");
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
        server.createDatabase("training");
        // By name, as people write it: resolving a name takes classes of its own.
        commands(folder, server.url("training").replace("127.0.0.1", "localhost"));
      }
    } finally {
      delete(folder);
    }
  }

  private static void commands(Path folder, String url) throws IOException {
    Map<String, String> variables = Map.of("VEERY_TRAINING_URL", url);
    run(folder, variables, "status");
    run(folder, variables, "plan");
    run(folder, variables, "up");
    run(folder, variables, "up");
    run(folder, variables, "status");
    run(folder, variables, "status", "--json");
    run(folder, variables, "show", "20260101000001");
    run(folder, variables, "history");
    run(folder, variables, "current");
    run(folder, variables, "heads");
    run(folder, variables, "redo");
    run(folder, variables, "down");
    run(folder, variables, "rollback");
    run(folder, variables, "up", "--env", "production", "--yes");
    Map<String, String> embedded = Map.of("VEERY_TRAINING_URL", "embedded");
    run(folder, embedded, "up");
    run(folder, embedded, "status");
    run(folder, embedded, "db", "stop");
    write(folder, 4, "-- Up Migration\nSELECT 1;\nSELECT no_such_column;\n");
    run(folder, variables, "up");
  }

  private static void write(Path folder, int number, String text) throws IOException {
    Files.writeString(folder.resolve("migrations/2026010100000" + number + "_training.sql"), text);
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
