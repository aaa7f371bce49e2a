package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.journal.JournalCopy;
import dev.veery.postgres.rehearse.ScratchServer;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.Surroundings;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the database that a rehearsal starts from. */
final class ScratchMaker {

  private static final Set<String> ROLE_WORDS = Set.of("role", "user", "group");

  private final Config config;
  private final @Nullable ClassLoader application;
  private final Project applied;
  private final Surroundings surroundings;

  /**
   * @param applied the project without what is pending
   * @param surroundings those of the target
   */
  ScratchMaker(
      Config config,
      @Nullable ClassLoader application,
      Project applied,
      Surroundings surroundings) {
    this.config = config;
    this.application = application;
    this.applied = applied;
    this.surroundings = surroundings;
  }

  /** Runs the history on an empty database of a server. */
  ScratchState replay(ScratchServer server) {
    String database = server.create(EmbeddedScratch.STATE);
    prepare(
        server,
        database,
        Replay.created(applied, ROLE_WORDS),
        Replay.created(applied, Set.of("extension")));
    ScratchState state = state(server, database, size());
    runRest(state);
    return state;
  }

  /**
   * An empty database.
   *
   * @param toCome whose extensions have to be there
   */
  ScratchState bare(ScratchServer server, Project toCome) {
    String database = server.create(EmbeddedScratch.STATE);
    prepare(
        server,
        database,
        Replay.created(toCome, ROLE_WORDS),
        Replay.created(toCome, Set.of("extension")));
    return state(server, database, "nothing");
  }

  /** Takes a database that has some of the history, and runs the rest. */
  ScratchState resume(ScratchServer server, String database) {
    setSuperuser(server, true);
    ScratchState state = state(server, database, size() + ", some of them from the cache");
    runRest(state);
    return state;
  }

  /**
   * Takes a database that has all of the history.
   *
   * @param filled the one with rows; null where there is none
   */
  ScratchState asKept(ScratchServer server, String database, @Nullable String filled) {
    ScratchState state = state(server, database, size() + ", from the cache");
    return filled == null ? state : state.with(Filling.read(server, filled));
  }

  /** Makes a copy with rows. */
  ScratchState fill(ScratchState state, RowOptions rows) {
    return state.with(Filling.make(state, rows));
  }

  private String size() {
    int count = applied.set().migrations().size();
    return count + (count == 1 ? " migration" : " migrations");
  }

  private void runRest(ScratchState state) {
    try (Veery replay =
        Veery.over(at(config, state.address(state.template())), application, applied)) {
      Planning planning = replay.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
      switch (planning.result()) {
        case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
        case Plan.Result.UpToDate upToDate -> {}
        case Plan.Result.Ready ready -> {
          RunResult result = replay.run(planning, "replay", new RunListener() {}, false, null);
          if (result instanceof RunResult.Failed failed) {
            throw new VeeryException(failed.failure().problem());
          }
        }
      }
    }
    setSuperuser(state.server(), false);
  }

  /**
   * Loads the schema and the journal of the target.
   *
   * @param live the schema, without the journal
   * @param target a session there, which is only read from
   */
  ScratchState load(ScratchServer server, Catalog live, Session target) {
    String database = server.create(EmbeddedScratch.STATE);
    prepare(server, database, Set.of(), Set.of());
    String origin = "the schema of the target";
    try (Session session = Session.open(server.address(database), "veery (scratch)")) {
      origin += SchemaLoading.load(session, SchemaExport.statements(live, ExportOptions.COMPLETE));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "loading the schema of the target");
    }
    ScratchState state = state(server, database, origin);
    try (Session session = state.connect(database, "veery (scratch)")) {
      JournalCopy.copy(target, session, config.journalSchema());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "copying the journal");
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "the journal cannot be copied: " + e.getMessage(), ""),
          e);
    }
    setSuperuser(server, false);
    return state;
  }

  private ScratchState state(ScratchServer server, String database, String origin) {
    return new ScratchState(server, database, config.journalSchema(), surroundings, null, origin);
  }

  /** The same project with a scratch database in place of its own. */
  static Config at(Config config, Address address) {
    return config.at(
        new DatabaseUrl(
            address.host(),
            address.port(),
            address.database(),
            address.user(),
            address.password(),
            address.parameters()));
  }

  /**
   * Roles and extensions that are there on the target.
   *
   * @param madeRoles those that the migrations make
   * @param madeExtensions those that the migrations make
   */
  private void prepare(
      ScratchServer server, String database, Set<String> madeRoles, Set<String> madeExtensions) {
    try (Session session = Session.open(server.address(database), "veery (scratch)")) {
      refuseMissingExtensions(server, session, madeExtensions);
      makeRoles(server, session, madeRoles);
      for (Surroundings.Extension extension : surroundings.extensions()) {
        if (!madeExtensions.contains(extension.name())) {
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
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "preparing the scratch database");
    }
  }

  /** Extensions are programs: a server that lacks one cannot be given it by us. */
  private void refuseMissingExtensions(ScratchServer server, Session session, Set<String> made)
      throws SQLException {
    Set<String> wanted = new TreeSet<>(made);
    surroundings.extensions().forEach(extension -> wanted.add(extension.name()));
    if (wanted.isEmpty()) {
      return;
    }
    wanted.removeAll(Surroundings.available(session));
    List<Problem> problems = new ArrayList<>();
    for (String name : wanted) {
      problems.add(
          new Problem(
              ErrorCode.EXTENSION_MISSING,
              "the scratch server (" + server + ") does not have the extension " + name,
              "rehearse on a server that has it: --scratch postgres://…, such as a container of"
                  + " the image that the target runs on"));
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  private void makeRoles(ScratchServer server, Session session, Set<String> madeByMigrations)
      throws SQLException {
    Set<String> there = new HashSet<>();
    session.query("SELECT rolname FROM pg_catalog.pg_roles", row -> there.add(row.getString(1)));
    for (String role : madeByMigrations) {
      if (!there.contains(role)) {
        server.atEnd("DROP ROLE IF EXISTS " + Identifiers.quote(role));
      }
    }
    Set<String> made = new HashSet<>();
    for (Surroundings.Role role : surroundings.roles()) {
      if (!madeByMigrations.contains(role.name()) && there.add(role.name())) {
        server.atEnd("DROP ROLE IF EXISTS " + Identifiers.quote(role.name()));
        session.execute(role.sql());
        made.add(role.name());
      }
    }
    for (Surroundings.Membership membership : surroundings.memberships()) {
      boolean isNew = made.contains(membership.member()) || made.contains(membership.group());
      if (isNew && there.contains(membership.member()) && there.contains(membership.group())) {
        session.execute(membership.sql());
      }
    }
    if (server.isPrivate()) {
      setSuperuser(server, session, true);
    }
  }

  /**
   * What an administrator once did for the role, the history does again by itself; what is
   * rehearsed has the rights of the target.
   */
  private void setSuperuser(ScratchServer server, boolean wanted) {
    if (!server.isPrivate()) {
      return;
    }
    try (Session session = Session.open(server.address("postgres"), "veery (scratch)")) {
      setSuperuser(server, session, wanted);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "preparing the scratch server");
    }
  }

  private void setSuperuser(ScratchServer server, Session session, boolean wanted)
      throws SQLException {
    String user = surroundings.user();
    if (!surroundings.isSuperuser() && !user.equals(server.address("postgres").user())) {
      session.execute(
          "ALTER ROLE " + Identifiers.quote(user) + (wanted ? " SUPERUSER" : " NOSUPERUSER"));
    }
  }
}
