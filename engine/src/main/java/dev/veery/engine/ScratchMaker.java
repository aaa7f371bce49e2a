package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.rehearse.ScratchServer;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.Surroundings;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the database that a rehearsal starts from. */
final class ScratchMaker {

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
    String database = server.create("state");
    var state = state(server, database);
    prepare(server, database);
    try (Veery replay = Veery.over(at(state.address(database)), application, applied)) {
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
    return state;
  }

  private ScratchState state(ScratchServer server, String database) {
    return new ScratchState(
        server, database, config.journalSchema(), surroundings.user(), surroundings.searchPath());
  }

  private Config at(Address address) {
    return config.at(
        new DatabaseUrl(
            address.host(),
            address.port(),
            address.database(),
            address.user(),
            address.password(),
            address.parameters()));
  }

  /** Roles and extensions that are there on the target and that no migration makes. */
  private void prepare(ScratchServer server, String database) {
    Set<String> roles = Replay.created(applied, Set.of("role", "user", "group"));
    Set<String> extensions = Replay.created(applied, Set.of("extension"));
    try (Session session = Session.open(server.address(database), "veery (scratch)")) {
      refuseMissingExtensions(server, session, extensions);
      for (String statement : roleStatements(session, roles)) {
        session.execute(statement);
      }
      for (Surroundings.Extension extension : surroundings.extensions()) {
        if (!extensions.contains(extension.name())) {
          String schema = Identifiers.quote(extension.schema());
          session.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
          session.execute(
              "CREATE EXTENSION "
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
  private void refuseMissingExtensions(ScratchServer server, Session session, Set<String> created)
      throws SQLException {
    Set<String> wanted = new TreeSet<>(created);
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

  private List<String> roleStatements(Session session, Set<String> madeByMigrations)
      throws SQLException {
    Set<String> there = new HashSet<>();
    session.query("SELECT rolname FROM pg_catalog.pg_roles", row -> there.add(row.getString(1)));
    Set<String> made = new HashSet<>();
    List<String> statements = new ArrayList<>();
    for (Surroundings.Role role : surroundings.roles()) {
      if (!there.contains(role.name()) && !madeByMigrations.contains(role.name())) {
        statements.add(role.sql());
        made.add(role.name());
      }
    }
    for (Surroundings.Membership membership : surroundings.memberships()) {
      boolean isNew = made.contains(membership.member()) || made.contains(membership.group());
      boolean isPossible =
          (there.contains(membership.member()) || made.contains(membership.member()))
              && (there.contains(membership.group()) || made.contains(membership.group()));
      if (isNew && isPossible) {
        statements.add(membership.sql());
      }
    }
    if (made.contains(surroundings.user())) {
      // What an administrator once did for this role, the history does again by itself.
      statements.add("ALTER ROLE " + Identifiers.quote(surroundings.user()) + " SUPERUSER");
    }
    return statements;
  }
}
