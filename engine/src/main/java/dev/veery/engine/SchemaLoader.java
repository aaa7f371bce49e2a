package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Includes;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.SplitOptions;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.engine.config.Config;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.inspect.Unsupported;
import dev.veery.postgres.rehearse.ScratchServer;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.Surroundings;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Loads desired schemas into databases of a scratch server and reads them back, so that the server
 * has said everything in its own words.
 */
final class SchemaLoader {

  private static final String OUTPUT = "output of ";

  private final Config config;
  private final ScratchState state;

  SchemaLoader(Config config, ScratchState state) {
    this.config = config;
    this.state = state;
  }

  /** SQL that was read. */
  record Text(List<SqlSource> sources, String all) {}

  /** Reads the files of a path, or runs a command. */
  Text text(SchemaSource source) {
    return switch (source) {
      case SchemaSource.SqlPath path -> files(path.path());
      case SchemaSource.CommandOutput command -> output(command.command());
      default -> throw new IllegalArgumentException(source.toString());
    };
  }

  private Text files(Path path) {
    var paths = new ArrayList<Path>();
    try {
      if (Files.isDirectory(path)) {
        try (Stream<Path> found = Files.walk(path)) {
          found.filter(file -> file.toString().endsWith(".sql")).sorted().forEach(paths::add);
        }
        if (paths.isEmpty()) {
          throw new VeeryException(
              new Problem(
                  ErrorCode.FILE_UNREADABLE,
                  "there is no *.sql file in " + shown(path),
                  "name an SQL file or a directory of them"));
        }
      } else {
        paths.add(path);
      }
      var sources = new ArrayList<SqlSource>();
      var all = new StringBuilder();
      for (Path file : paths) {
        byte[] bytes = Files.readAllBytes(file);
        all.append(new String(bytes, StandardCharsets.UTF_8)).append('\n');
        sources.add(SqlSource.of(shown(file), bytes));
      }
      return new Text(sources, all.toString());
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE,
              "cannot read " + shown(path),
              "name an SQL file or a directory of them"),
          e);
    }
  }

  private String shown(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path project = config.directory().toAbsolutePath().normalize();
    return (absolute.startsWith(project) ? project.relativize(absolute) : file)
        .toString()
        .replace('\\', '/');
  }

  private Text output(String command) {
    byte[] bytes =
        ProgramOutput.bytes(
            command,
            config.directory(),
            ErrorCode.SCHEMA_UNLOADABLE,
            "it has to print the DDL of the schema to standard output");
    return new Text(
        List.of(SqlSource.of(OUTPUT + command, bytes)), new String(bytes, StandardCharsets.UTF_8));
  }

  /**
   * What SQL makes of an empty database that has the roles and the extensions of the target.
   *
   * @param madeByMigrations extensions that the migrations make themselves: a schema without them
   *     does not want them
   */
  Catalog load(Text text, Set<String> madeByMigrations) {
    List<Script> scripts = scripts(text);
    return load(
        created(scripts),
        madeByMigrations,
        session -> {
          for (Script script : scripts) {
            run(session, script);
          }
        });
  }

  /**
   * What entities make of it, with SQL that stands beside them.
   *
   * @param history what the migrations make
   */
  Catalog load(Catalog history, String ddl, Text beside) {
    List<Script> scripts = scripts(beside);
    return load(
        created(scripts),
        Set.of(),
        session -> new EntityLoader(session).load(history, ddl, scripts));
  }

  private List<Script> scripts(Text text) {
    var scripts = new ArrayList<Script>();
    for (SqlSource source : text.sources()) {
      scripts.add(
          Splitter.split(
              source,
              new SplitOptions(
                  config.vars(), config.placeholders(), new Includes(config.directory()))));
    }
    return scripts;
  }

  private interface Loading {
    void into(Session session) throws SQLException;
  }

  private Catalog load(Set<String> inScript, Set<String> madeByMigrations, Loading loading) {
    ScratchServer server = state.server();
    String database = server.create("desired");
    try {
      prepare(database, inScript, madeByMigrations);
      try (Session session = state.connect(database, "veery (desired schema)")) {
        loading.into(session);
        refuseUnsupported(session);
        return inspect(session);
      } finally {
        superuser(false);
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "loading the desired schema");
    } finally {
      server.drop(database);
    }
  }

  /** What the catalog has no words for would be left out of the migration without a word. */
  private static void refuseUnsupported(Session session) throws SQLException {
    List<Problem> problems =
        Unsupported.in(session.connection()).stream()
            .map(name ->
                new Problem(
                    ErrorCode.SCHEMA_OBJECT_UNSUPPORTED,
                    "the desired schema has the "
                        + name
                        + ": Veery cannot compare such, so it would be left out",
                    "take it out of the schema, and write it into a migration by hand: what"
                        + " migrations make of such stays as it is"))
            .toList();
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  private static Set<String> created(List<Script> scripts) {
    Set<String> names = new HashSet<>();
    for (Script script : scripts) {
      for (ScriptItem item : script.items()) {
        if (item instanceof ScriptItem.Statement statement
            && statement.words().size() > 2
            && statement.words().get(0).equals("create")
            && statement.words().get(1).equals("extension")) {
          List<String> words = statement.words();
          names.add(words.get(2).equals("if") && words.size() > 5 ? words.get(5) : words.get(2));
        }
      }
    }
    return names;
  }

  private void prepare(String database, Set<String> inScript, Set<String> madeByMigrations)
      throws SQLException {
    Surroundings surroundings = state.surroundings();
    try (Session session = Session.open(state.server().address(database), "veery (scratch)")) {
      for (Surroundings.Extension extension : surroundings.extensions()) {
        if (!inScript.contains(extension.name()) && !madeByMigrations.contains(extension.name())) {
          String schema = Identifiers.quote(extension.schema());
          session.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
          session.execute(
              "CREATE EXTENSION IF NOT EXISTS "
                  + Identifiers.quote(extension.name())
                  + " SCHEMA "
                  + schema
                  + " CASCADE");
        }
      }
      if (!state.role().equals(state.server().address(database).user())) {
        for (String statement : surroundings.rights(database)) {
          session.execute(statement);
        }
      }
    }
    superuser(true);
  }

  /** A schema file may hold what once an administrator did. */
  void superuser(boolean wanted) {
    String user = state.role();
    boolean isSuperuser =
        state.surroundings().roles().stream()
            .anyMatch(
                role -> role.name().equals(user) && role.attributes().startsWith("SUPERUSER"));
    if (!state.server().isPrivate()
        || isSuperuser
        || user.equals(state.server().address("postgres").user())) {
      return;
    }
    try (Session session = Session.open(state.server().address("postgres"), "veery (scratch)")) {
      session.execute(
          "ALTER ROLE " + Identifiers.quote(user) + (wanted ? " SUPERUSER" : " NOSUPERUSER"));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "preparing the scratch server");
    }
  }

  private static void run(Session session, Script script) throws SQLException {
    for (ScriptItem item : script.items()) {
      if (!(item instanceof ScriptItem.Statement statement)) {
        throw noStatement(item);
      }
      run(session, statement);
    }
  }

  static VeeryException noStatement(ScriptItem item) {
    return new VeeryException(
        new Problem(
            ErrorCode.SCHEMA_UNLOADABLE,
            "a schema holds statements only, neither rows nor commands of psql",
            item.position(),
            "take it out of the schema file"));
  }

  static void run(Session session, ScriptItem.Statement statement) throws SQLException {
    try {
      session.execute(statement.text());
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      SourcePosition place =
          error.position() > 1 ? statement.at(error.position()) : statement.position();
      throw new VeeryException(
          new Problem(
              ErrorCode.SCHEMA_UNLOADABLE,
              "the desired schema does not load: "
                  + error.message()
                  // What a command printed is nowhere to be looked at.
                  + (place.file().startsWith(OUTPUT)
                      ? ", in line " + place.line() + " of what it printed"
                      : ""),
              place,
              error.hint()),
          e);
    }
  }

  Catalog inspect(Session session) throws SQLException {
    return Inspector.inspect(
        session.connection(), new InspectOptions(Set.of(), Set.of(config.journalSchema())));
  }
}
