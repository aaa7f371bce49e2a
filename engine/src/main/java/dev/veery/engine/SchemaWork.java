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
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
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
    try (ScratchState state = history(files)) {
      var loader = new SchemaLoader(config, state);
      Desired desired = load(request.from(), state, loader);
      String work = state.fresh("generate");
      try {
        return new Generator(loader, state, request.online(), request.owners())
            .generate(work, desired, request);
      } finally {
        state.server().drop(work);
      }
    }
  }

  Generation adopt() {
    Generation generation =
        generate(
            new Generation.Request(
                new SchemaSource.Target(),
                false,
                true,
                List.of(),
                List.of(),
                true,
                lookalike -> Optional.empty()));
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

  Difference difference(SchemaSource from, SchemaSource to, boolean online, boolean owners) {
    try (ScratchState state = history(files)) {
      var loader = new SchemaLoader(config, state);
      Desired left = load(from, state, loader);
      Desired right = load(to, state, loader);
      // Entities are compared in what they can say.
      Catalog before = right.isOverlay() ? left.catalog() : left.over(right.catalog()).catalog();
      Catalog after = left.isOverlay() ? right.catalog() : right.over(left.catalog()).catalog();
      return Difference.between(before, after, new DiffOptions(online, owners, true, state.role()));
    }
  }

  private Desired load(SchemaSource source, ScratchState state, SchemaLoader loader) {
    return switch (source) {
      case SchemaSource.SqlPath path -> text(path, loader);
      case SchemaSource.CommandOutput command -> text(command, loader);
      case SchemaSource.LiveDatabase live -> new Desired(live(live.url(), state));
      case SchemaSource.Target ignored -> {
        try {
          yield new Desired(loader.inspect(database.connected().session()));
        } catch (SQLException e) {
          throw SqlStates.unexpected(e, "reading the schema");
        }
      }
      case SchemaSource.Entities entities -> entities(entities, state, loader);
      case SchemaSource.Migrations ignored -> new Desired(made(state, loader));
      case SchemaSource.UpTo version -> {
        try (ScratchState some =
            history(upTo(files.graph().resolve(version.version()).version()))) {
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

  private Catalog live(DatabaseUrl url, ScratchState state) {
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
