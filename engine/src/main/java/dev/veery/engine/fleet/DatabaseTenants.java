package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.Sha256;
import dev.veery.core.VeeryException;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Planner;
import dev.veery.core.plan.Target;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.fleet.Fingerprints;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.Masking;
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
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tenants that are databases: each has a journal of its own and is migrated like any database. */
final class DatabaseTenants implements TenantWork {

  /** Under this name the audit of a tenant's database keeps which run of the fleet it was. */
  static final String EVIDENCE = "fleet";

  private static final String APPLICATION = "veery (tenant)";

  private final Setup setup;
  private volatile @Nullable Session present;

  /**
   * What is the same for all workers.
   *
   * @param schema the name of the journals' schema, not quoted
   * @param aim how far to go
   */
  record Setup(
      String schema,
      Function<String, Address> address,
      BiFunction<Session, Loaded, PlanRequest> request,
      Aim aim,
      RunOptions options,
      RunListener listener,
      CodeMigration.Resolver resolver,
      Masking mask) {}

  /** How far to go with one of them. */
  @FunctionalInterface
  interface Aim {

    /** Everything that is pending. */
    Aim LATEST = (session, loaded) -> new Target.Up.Latest();

    /**
     * The target for a database with this history.
     *
     * @return null for none: it stays as it is
     */
    @Nullable Target of(Session session, Loaded loaded) throws SQLException;

    /**
     * Back to what it had before a run: batch after batch, as long as the newest is that run's. A
     * run whose worker was killed may have made two.
     *
     * @param mark of the run, as the audit of the database has it
     */
    static Aim back(String schema, String mark) {
      return (session, loaded) ->
          mark.equals(madeBy(session, schema, loaded.history().lastBatch()))
              ? new Target.Down.LastBatch()
              : null;
    }
  }

  /**
   * The mark of the fleet's run that has made a batch; empty for a batch that no fleet has made.
   *
   * @param batch its number; 0 for none
   */
  static String madeBy(Session session, String schema, int batch) throws SQLException {
    if (batch == 0) {
      return "";
    }
    String mark =
        session.value(
            "SELECT detail->'evidence'->>'"
                + EVIDENCE
                + "' FROM "
                + Identifiers.quote(schema)
                + ".audit WHERE chain = 'run' AND kind = 'begin' AND detail->>'batch' = '"
                + batch
                + "' ORDER BY position DESC LIMIT 1");
    return mark == null ? "" : mark;
  }

  DatabaseTenants(Setup setup) {
    this.setup = setup;
  }

  /**
   * What one database said.
   *
   * @param result what there is to do
   * @param mark of the run of a fleet that has made its newest batch; empty for none
   * @param newest the label of its newest migration; empty for none
   */
  record Look(Plan.Result result, String mark, String newest) {}

  /**
   * Asks one database where it stands.
   *
   * @param marked whether the mark is wanted, too
   * @throws VeeryException when it cannot be reached, or the history cannot be read
   */
  static Look look(Setup setup, String place, boolean marked) {
    Address address = setup.address().apply(place);
    try (Session session = open(address)) {
      Loaded loaded = new Journal(session, setup.schema()).load();
      String mark = marked ? madeBy(session, setup.schema(), loaded.history().lastBatch()) : "";
      String newest = "";
      for (AppliedMigration migration : loaded.history().all()) {
        newest = migration.label();
      }
      return new Look(plan(setup, session, loaded), mark, newest);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal of " + place);
    }
  }

  private static Plan.Result plan(Setup setup, Session session, Loaded loaded) throws SQLException {
    Target target = setup.aim().of(session, loaded);
    return target == null
        ? new Plan.Result.UpToDate(List.of())
        : Planner.plan(setup.request().apply(session, loaded), target);
  }

  /**
   * What one database is like.
   *
   * @param state a number that databases with the same migrations share
   * @param fingerprint of its schemas
   */
  record Likeness(long state, String fingerprint) {}

  /** Reads what one database is like. */
  static Likeness likeness(Setup setup, String place) throws SQLException {
    try (Session session = open(setup.address().apply(place))) {
      History history = new Journal(session, setup.schema()).load().history();
      return new Likeness(state(history), new Fingerprints(session).ofDatabase(setup.schema()));
    }
  }

  /** The objects of one database with their definitions. */
  static Map<String, String> objects(Setup setup, String place) throws SQLException {
    try (Session session = open(setup.address().apply(place))) {
      return new Fingerprints(session).objectsOfDatabase(setup.schema());
    }
  }

  /** Below zero, where no state of a tenant that is a schema is. */
  private static long state(History history) {
    StringBuilder text = new StringBuilder();
    for (AppliedMigration migration : history.all()) {
      text.append(migration.version().text()).append(' ').append(migration.checksum()).append('\n');
    }
    return -2 - (ByteBuffer.wrap(Sha256.of(text.toString())).getLong() >>> 1);
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
    Address address;
    try {
      address = setup.address().apply(claim.place());
    } catch (VeeryException e) {
      return new Ending.Failed(e.problems().getFirst(), null);
    }
    return bring(address);
  }

  /** Brings one database to the goal, as far as it goes. */
  Ending bring(Address address) {
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
    Journal journal = new Journal(session, setup.schema()).masking(setup.mask());
    while (true) {
      Loaded loaded = journal.load();
      Target target = setup.aim().of(session, loaded);
      if (target == null) {
        return new Ending.Done(false);
      }
      Ending ending = run(session, address, journal, loaded, target);
      if (target instanceof Target.Up || !(ending instanceof Ending.Done)) {
        return ending;
      }
    }
  }

  private Ending run(
      Session session, Address address, Journal journal, Loaded loaded, Target target) {
    return switch (Planner.plan(setup.request().apply(session, loaded), target)) {
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
                now -> Planner.plan(setup.request().apply(session, now), target),
                target instanceof Target.Up);
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
