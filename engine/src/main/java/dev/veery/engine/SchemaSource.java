package dev.veery.engine;

import dev.veery.engine.config.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a schema comes from. */
public sealed interface SchemaSource {

  /** Before a class path. */
  String ENTITIES = "entities:";

  /**
   * An SQL file, or a directory of {@code *.sql} files that are loaded in the order of their names.
   */
  record SqlPath(Path path) implements SchemaSource {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** A live database, which is only read. */
  record LiveDatabase(DatabaseUrl url) implements SchemaSource {
    @Override
    public String toString() {
      return "the database " + url.database();
    }
  }

  /**
   * The output of a command that prints DDL, run by the system's shell in the project's directory.
   */
  record CommandOutput(String command) implements SchemaSource {
    @Override
    public String toString() {
      return "the output of " + command;
    }
  }

  /**
   * The entities of an application, see {@code [entities]} of the configuration.
   *
   * @param classpath instead of the configured one; empty for that
   */
  record Entities(String classpath) implements SchemaSource {
    @Override
    public String toString() {
      return "the entities";
    }
  }

  /** What the files of migrations make of an empty database. */
  record Migrations() implements SchemaSource {
    @Override
    public String toString() {
      return "the migrations";
    }
  }

  /** The same up to a version. */
  record UpTo(String version) implements SchemaSource {
    @Override
    public String toString() {
      return "the migrations up to " + version;
    }
  }

  /** The project's database, which is only read. */
  record Target() implements SchemaSource {
    @Override
    public String toString() {
      return "the database";
    }
  }

  /**
   * Reads what a user types: {@code schema.sql}, a directory, {@code postgres://…}, {@code
   * !command}, {@code entities}, {@code entities:CLASSPATH}, {@code migrations}, {@code database};
   * anything else is a version.
   *
   * @param directory of the project, for paths
   */
  static SchemaSource parse(String text, Path directory) {
    if (text.startsWith("!")) {
      return new CommandOutput(text.substring(1).strip());
    }
    if (text.startsWith("postgres://")
        || text.startsWith("postgresql://")
        || text.startsWith("jdbc:postgresql:")) {
      return new LiveDatabase(DatabaseUrl.of(text));
    }
    if (text.equals("entities") || text.startsWith(ENTITIES)) {
      return new Entities(text.equals("entities") ? "" : text.substring(ENTITIES.length()));
    }
    if (text.equals("migrations")) {
      return new Migrations();
    }
    if (text.equals("database")) {
      return new Target();
    }
    Path path = directory.resolve(text);
    if (Files.exists(path) || text.endsWith(".sql") || text.endsWith("/")) {
      return new SqlPath(path);
    }
    return new UpTo(text);
  }
}
