package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.diff.DiffOptions;
import dev.veery.core.diff.Difference;
import dev.veery.core.diff.Rename;
import dev.veery.core.diff.SqlStep;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.History;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.inspect.Unsupported;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.Surroundings;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Schemas from wherever they are, next to each other on one scratch server. */
final class SchemaWork {

  private static final Duration KEEP_AFTER = Duration.ofSeconds(1);

  private final Config config;
  private final @Nullable ClassLoader application;
  private final Project files;
  private final Database database;

  SchemaWork(Config config, @Nullable ClassLoader application, Project files, Database database) {
    this.config = config;
    this.application = application;
    this.files = files;
    this.database = database;
  }

  Generation generate(Generation.Request request) {
    database.prepare();
    try (ScratchState state = history(files)) {
      var loader = new SchemaLoader(config, state);
      drift(state, loader).forEach(request.remarks());
      return generate(request, state, loader);
    }
  }

  private Generation generate(Generation.Request request, ScratchState state, SchemaLoader loader) {
    Desired desired = load(request.from(), state, loader, request.remarks());
    String work = state.fresh("generate");
    try {
      return new Generator(loader, state, request.online(), request.owners())
          .generate(work, desired, request);
    } finally {
      state.server().drop(work);
    }
  }

  /** What the target holds against what its own history makes; the files may be ahead of it. */
  private List<Problem> drift(ScratchState state, SchemaLoader loader) {
    Session session = database.connected().session();
    try {
      History history = new Journal(session, config.journalSchema()).load().history();
      Catalog live = loader.inspect(session);
      if (history.all().isEmpty()) {
        return TargetDrift.unknown(live, !files.set().migrations().isEmpty());
      }
      Project applied;
      try {
        applied = Replay.applied(files, history);
      } catch (VeeryException e) {
        // What the history makes cannot be known; that is to be known, too.
        return e.problems();
      }
      List<String> ignored = config.values().list(ConfigKey.DRIFT_IGNORE);
      if (applied.set().migrations().equals(files.set().migrations())
          && applied.set().repeatables().equals(files.set().repeatables())) {
        return TargetDrift.of(made(state, loader), live, ignored);
      }
      try (ScratchState then = history(applied)) {
        return TargetDrift.of(made(then, new SchemaLoader(config, then)), live, ignored);
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema");
    }
  }

  /**
   * @param remarks hears what is left out
   */
  Generation adopt(Consumer<Problem> remarks) {
    Generation generation;
    try (ScratchState state = history(files)) {
      var loader = new SchemaLoader(config, state);
      generation =
          generate(
              new Generation.Request(
                  new SchemaSource.Target(),
                  false,
                  true,
                  List.of(),
                  List.of(),
                  true,
                  lookalike -> Optional.empty(),
                  remarks),
              state,
              loader);
    }
    // Scratch databases have them from the start.
    var up = new ArrayList<SqlStep>();
    try (ScratchState state = history(files)) {
      for (Surroundings.Extension extension : state.surroundings().extensions()) {
        up.add(
            new SqlStep(
                new ObjectId(ObjectKind.EXTENSION, "", extension.name()),
                "CREATE EXTENSION IF NOT EXISTS "
                    + Identifiers.quote(extension.name())
                    + " WITH SCHEMA "
                    + Identifiers.quote(extension.schema()),
                "",
                false));
      }
    }
    up.addAll(generation.up());
    return new Generation(
        generation.changes(), up, generation.down(), generation.before(), List.of());
  }

  /**
   * @param remarks hears what is not compared
   */
  Difference difference(
      SchemaSource from,
      SchemaSource to,
      boolean online,
      boolean owners,
      Consumer<Problem> remarks) {
    try (ScratchState state = history(files)) {
      var loader = new SchemaLoader(config, state);
      Desired left = load(from, state, loader, remarks);
      Desired right = load(to, state, loader, remarks);
      // Entities are compared in what they can say.
      Catalog before = right.isOverlay() ? left.catalog() : left.over(right.catalog()).catalog();
      Catalog after = left.isOverlay() ? right.catalog() : right.over(left.catalog()).catalog();
      return Difference.between(before, after, new DiffOptions(online, owners, true, state.role()));
    }
  }

  private Desired load(
      SchemaSource source, ScratchState state, SchemaLoader loader, Consumer<Problem> remarks) {
    return switch (source) {
      case SchemaSource.SqlPath path -> text(path, loader);
      case SchemaSource.CommandOutput command -> text(command, loader);
      case SchemaSource.LiveDatabase live -> new Desired(live(live.url(), state, remarks));
      case SchemaSource.Target ignored -> {
        try {
          Session session = database.connected().session();
          leftOut(session, "the database", remarks);
          yield new Desired(loader.inspect(session));
        } catch (SQLException e) {
          throw SqlStates.unexpected(e, "reading the schema");
        }
      }
      case SchemaSource.Entities entities -> entities(entities, state, loader);
      case SchemaSource.Migrations ignored -> new Desired(made(state, loader));
      case SchemaSource.UpTo version -> {
        try (ScratchState some = history(upTo(version(version.version())))) {
          yield new Desired(made(some, new SchemaLoader(config, some)));
        }
      }
    };
  }

  private Desired text(SchemaSource source, SchemaLoader loader) {
    SchemaLoader.Text text = loader.text(source);
    return new Desired(
        loader.load(text, Replay.created(files, Set.of("extension"))), Rename.hints(text.all()));
  }

  private Desired entities(SchemaSource.Entities source, ScratchState state, SchemaLoader loader) {
    EntitySettings settings = EntitySettings.read(config.entities(), config.directory());
    EntityClassPath classPath =
        EntityClassPath.of(
            source.classpath().isEmpty() ? settings.classpath() : source.classpath(),
            config.directory());
    String ddl = EntityProgram.run(settings, classPath, state.server().major(), config.directory());
    SchemaLoader.Text beside =
        settings.sql() == null
            ? new SchemaLoader.Text(List.of(), "")
            : loader.text(new SchemaSource.SqlPath(settings.sql()));
    return new Desired(
        loader.load(made(state, loader), ddl, beside), Rename.hints(beside.all()), settings.keep());
  }

  private static Catalog made(ScratchState state, SchemaLoader loader) {
    String copy = state.fresh("schema");
    try (Session session = state.connect(copy, "veery (schema)")) {
      return loader.inspect(session);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema");
    } finally {
      state.server().drop(copy);
    }
  }

  /** What is there already is nobody's wish: it stays where it is, and is told of. */
  private static void leftOut(Session session, String where, Consumer<Problem> remarks)
      throws SQLException {
    List<String> names = Unsupported.in(session.connection());
    if (!names.isEmpty()) {
      remarks.accept(
          new Problem(
              ErrorCode.SCHEMA_OBJECT_UNSUPPORTED,
              where + " has what Veery cannot compare: " + String.join("; ", names),
              "it stays as it is; write what is to become of it by hand"));
    }
  }

  private Catalog live(DatabaseUrl url, ScratchState state, Consumer<Problem> remarks) {
    var address =
        new Address(
            url.host(),
            url.port(),
            url.database(),
            url.user(),
            url.password(),
            config.connectTimeout(),
            url.parameters());
    Catalog catalog;
    try (Session session = Session.open(address, "veery")) {
      leftOut(session, "the database " + url.database(), remarks);
      catalog =
          Inspector.inspect(
              session.connection(), new InspectOptions(Set.of(), Set.of(config.journalSchema())));
    } catch (SQLException e) {
      throw SqlStates.connecting(address, e);
    }
    if (catalog.major() != state.server().major()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.MAJORS_DIFFERENT,
              "the database "
                  + url.database()
                  + " is PostgreSQL "
                  + catalog.major()
                  + " and the project's is PostgreSQL "
                  + state.server().major()
                  + ": each prints expressions in its own way",
              "export it (veery schema export) and compare the file"));
    }
    return catalog;
  }

  /** What migrations make of an empty database, from the cache where it can be. */
  private ScratchState history(Project project) {
    database.prepare();
    Session session = database.connected().session();
    Surroundings surroundings;
    int major;
    try {
      surroundings = Surroundings.read(session);
      major =
          Integer.parseInt(Objects.requireNonNull(session.value("SHOW server_version_num")))
              / 10_000;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading roles and extensions");
    }
    return new ScratchOpening(config, major)
        .history(
            new ScratchMaker(config, application, project, surroundings),
            ScratchKeys.of(config, project, surroundings),
            KEEP_AFTER,
            null);
  }

  /** What is no file, no URL and none of the words for a schema is taken for a version. */
  private Version version(String text) {
    try {
      return files.graph().resolve(text).version();
    } catch (VeeryException e) {
      throw new VeeryException(
          e.problems().stream()
              .map(problem ->
                  new Problem(
                      problem.code(),
                      problem.message() + ", and no file or folder of that name",
                      problem.remedy()
                          + "; a schema is named by an SQL file, a folder, a URL, '!command',"
                          + " entities, migrations, database or a version"))
              .toList());
    }
  }

  private Project upTo(Version version) {
    List<Migration> some =
        files.graph().order().stream()
            .filter(migration -> migration.version().compareTo(version) <= 0)
            .toList();
    return only(files, some);
  }

  /** A project with some of its migrations, and nothing that is run again and again. */
  static Project only(Project files, List<Migration> some) {
    MigrationSet all = files.set();
    var set = new MigrationSet(all.layout(), all.explanation(), some, List.of(), List.of());
    return new Project(set, MigrationGraph.of(set), files.code());
  }

  Squashed squash(Migration last) {
    return new Squash(files, this::history, state -> new SchemaLoader(config, state)).upTo(last);
  }
}
