package dev.veery.engine.fleet;

import dev.veery.core.VeeryException;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.fleet.FleetPlans.TenantPlan;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.Masking;
import dev.veery.postgres.journal.ServerFacts;
import dev.veery.postgres.journal.TenantClaim;
import dev.veery.postgres.journal.TenantJournal;
import dev.veery.postgres.run.CodeMigration;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.Runner;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Tenants that are schemas of one database: all of them over the one session of a worker. */
final class SchemaTenants implements TenantWork {

  private static final History UNDER_CLAIM =
      new History(true, 0, java.util.Map.of(), java.util.Map.of(), List.of());

  private final Session session;
  private final ServerFacts facts;
  private final FleetQueue queue;
  private final PlanSource plans;
  private final FleetSettings settings;
  private final Setup setup;

  /**
   * What is the same for all workers.
   *
   * @param schema the name of the journal's schema, not quoted
   */
  record Setup(
      String schema,
      long run,
      RunOptions options,
      RunListener listener,
      CodeMigration.Resolver resolver,
      LeaseKeeper.Opener opener,
      Masking mask) {}

  SchemaTenants(
      Session session,
      ServerFacts facts,
      FleetQueue queue,
      PlanSource plans,
      FleetSettings settings,
      Setup setup) {
    this.session = session;
    this.facts = facts;
    this.queue = queue;
    this.plans = plans;
    this.settings = settings;
    this.setup = setup;
  }

  @Override
  public Ending work(TenantClaim claim) {
    try {
      TenantPlan planned = plans.of(queue, claim);
      return planned == null ? new Ending.Done(false) : run(claim, planned);
    } catch (VeeryException e) {
      return new Ending.Failed(e.problems().getFirst(), null);
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      var problem = SqlStates.working(error, "tenant " + claim.name(), null);
      return error.connectionIsGone() || !error.fromServer()
          ? new Ending.Lost(problem)
          : new Ending.Failed(problem, null);
    }
  }

  private Ending run(TenantClaim claim, TenantPlan planned) throws SQLException {
    var journal = new TenantJournal(session, setup.schema(), claim, setup.run(), planned.moves());
    journal.masking(setup.mask());
    var runner =
        new Runner(
            session, journal, setup.options(), setup.listener(), setup.resolver(), setup.opener());
    RunResult result =
        runner.run(
            pinned(planned.plan(), claim),
            new Loaded(facts, UNDER_CLAIM),
            loaded -> {
              throw new IllegalStateException("a tenant that is held changes for nobody else");
            },
            false);
    Ending ending = TenantWork.of(result, true);
    if (!(ending instanceof Ending.Done) && !(ending instanceof Ending.Lost)) {
      // What a statement outside a transaction has set must not meet the next tenant.
      session.rollbackQuietly();
      session.execute("RESET ALL");
    }
    return ending;
  }

  /** The plan with names that are this tenant's. */
  private Plan pinned(Plan plan, TenantClaim claim) {
    List<String> path = new ArrayList<>();
    for (String schema : settings.searchPath()) {
      path.add(Identifiers.quote(schema.equals("{tenant}") ? claim.place() : schema));
    }
    String searchPath = String.join(", ", path);
    List<PlannedMigration> migrations = new ArrayList<>(plan.migrations().size());
    for (PlannedMigration m : plan.migrations()) {
      migrations.add(
          new PlannedMigration(
              m.version(),
              m.name(),
              m.kind(),
              m.direction(),
              m.origin(),
              m.checksum(),
              m.segments(),
              m.settings(),
              searchPath,
              m.total(),
              m.resumed(),
              m.downText()));
    }
    return new Plan(migrations, plan.atomic(), TenantJournal.head(claim), plan.notes());
  }

  @Override
  public void cancel() {
    try {
      session.cancel();
    } catch (SQLException e) {
      // There is nothing to stop.
    }
  }

  @Override
  public void close() {}
}
