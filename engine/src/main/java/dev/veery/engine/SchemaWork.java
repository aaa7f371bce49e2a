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
      Loaded desired = load(request.from(), state, loader);
      String work = state.fresh("generate");
      try {
        return new Generator(loader, state, request.online(), request.owners())
            .generate(work, desired.catalog(), request, desired.hints());
      } finally {
        state.server().drop(work);
      }
    }
  }

  Generation adopt() {
    Generation generation =
        generate(
            new Generation.Request(
                new SchemaSource.Target(), false, true, List.of(), List.of(), true));
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
    return new Generation(generation.changes(), up, generation.down(), generation.before());
  }

  Difference difference(SchemaSource from, SchemaSource to, boolean online, boolean owners) {
    try (ScratchState state = history(files)) {
      var loader = new SchemaLoader(config, state);
      Catalog before = load(from, state, loader).catalog();
      Catalog after = load(to, state, loader).catalog();
      return Difference.between(before, after, new DiffOptions(online, owners, true, state.role()));
    }
  }

  private record Loaded(Catalog catalog, List<Rename> hints) {}

  private Loaded load(SchemaSource source, ScratchState state, SchemaLoader loader) {
    return switch (source) {
      case SchemaSource.SqlPath path -> text(path, loader);
      case SchemaSource.CommandOutput command -> text(command, loader);
      case SchemaSource.LiveDatabase live -> new Loaded(live(live.url(), state), List.of());
      case SchemaSource.Target ignored -> {
        try {
          yield new Loaded(loader.inspect(database.connected().session()), List.of());
        } catch (SQLException e) {
          throw SqlStates.unexpected(e, "reading the schema");
        }
      }
      case SchemaSource.Migrations ignored -> new Loaded(made(state, loader), List.of());
      case SchemaSource.UpTo version -> {
        try (ScratchState some =
            history(upTo(files.graph().resolve(version.version()).version()))) {
          yield new Loaded(made(some, new SchemaLoader(config, some)), List.of());
        }
      }
    };
  }

  private Loaded text(SchemaSource source, SchemaLoader loader) {
    SchemaLoader.Text text = loader.text(source);
    return new Loaded(
        loader.load(text, Replay.created(files, Set.of("extension"))), Rename.hints(text.all()));
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
    MigrationSet all = files.set();
    var set = new MigrationSet(all.layout(), all.explanation(), some, List.of(), List.of());
    return new Project(set, MigrationGraph.of(set), files.code());
  }
}
