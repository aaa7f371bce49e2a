package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Planner;
import dev.veery.core.plan.Target;
import dev.veery.postgres.fleet.Fingerprints;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.TenantClaim;
import dev.veery.postgres.run.CodeMigration;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.Runner;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tenants that are databases: each has a journal of its own and is migrated like any database. */
final class DatabaseTenants implements TenantWork {

  private static final String APPLICATION = "veery (tenant)";

  private final Setup setup;
  private volatile @Nullable Session present;

  /**
   * What is the same for all workers.
   *
   * @param schema the name of the journals' schema, not quoted
   * @param target how far to go
   */
  record Setup(
      String schema,
      Function<String, Address> address,
      BiFunction<Session, Loaded, PlanRequest> request,
      Target target,
      RunOptions options,
      RunListener listener,
      CodeMigration.Resolver resolver) {}

  DatabaseTenants(Setup setup) {
    this.setup = setup;
  }

  /**
   * Asks one database where it stands.
   *
   * @throws VeeryException when it cannot be reached, or the history cannot be read
   */
  static Plan.Result look(Setup setup, String place) {
    Address address = setup.address().apply(place);
    try (Session session = open(address)) {
      Loaded loaded = new Journal(session, setup.schema()).load();
      return Planner.plan(setup.request().apply(session, loaded), setup.target());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal of " + place);
    }
  }

  /** The fingerprint of one database. */
  static String fingerprint(Setup setup, String place) throws SQLException {
    try (Session session = open(setup.address().apply(place))) {
      return new Fingerprints(session).ofDatabase(setup.schema());
    }
  }

  private static Session open(Address address) {
    try {
      return Session.open(address, APPLICATION);
    } catch (SQLException e) {
      throw SqlStates.connecting(address, e);
    }
  }

  @Override
  public Ending work(TenantClaim claim) {
    Address address = setup.address().apply(claim.place());
    try (Session session = Session.open(address, APPLICATION)) {
      present = session;
      return run(session, address);
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      return error.sqlState().equals("3D000")
          ? new Ending.Gone()
          : new Ending.Failed(SqlStates.connecting(address, e).problems().getFirst(), null);
    } catch (VeeryException e) {
      return e.code() == ErrorCode.LEASE_TIMEOUT
          ? new Ending.Locked(e.problems().getFirst(), null)
          : new Ending.Failed(e.problems().getFirst(), null);
    } finally {
      present = null;
    }
  }

  private Ending run(Session session, Address address) throws SQLException {
    Journal journal = new Journal(session, setup.schema());
    Loaded loaded = journal.load();
    return switch (Planner.plan(setup.request().apply(session, loaded), setup.target())) {
      case Plan.Result.UpToDate none -> new Ending.Done(false);
      case Plan.Result.Blocked blocked -> new Ending.Failed(blocked.problems().getFirst(), null);
      case Plan.Result.Ready ready -> {
        var runner =
            new Runner(
                session,
                journal,
                setup.options(),
                setup.listener(),
                setup.resolver(),
                () -> Session.open(address, APPLICATION));
        RunResult result =
            runner.run(
                ready.plan(),
                loaded,
                now -> Planner.plan(setup.request().apply(session, now), setup.target()),
                setup.target() instanceof Target.Up);
        Ending ending = TenantWork.of(result, false);
        // Of a tenant whose own server is gone nothing is known here: it has failed, for now.
        yield ending instanceof Ending.Lost lost ? new Ending.Failed(lost.problem(), null) : ending;
      }
    };
  }

  @Override
  public void cancel() {
    Session session = present;
    if (session != null) {
      try {
        session.cancel();
      } catch (SQLException e) {
        // There is nothing to stop.
      }
    }
  }

  @Override
  public void close() {}
}
