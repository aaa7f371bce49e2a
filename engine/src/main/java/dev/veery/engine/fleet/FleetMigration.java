package dev.veery.engine.fleet;

import dev.veery.core.Sha256;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.engine.config.Config;
import dev.veery.engine.fleet.FleetResult.Ended;
import dev.veery.postgres.fleet.FleetEnrolment.Selection;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.FleetRuns;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.ServerFacts;
import dev.veery.postgres.run.CodeMigration;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes a fleet somewhere: opens the run or joins it, sees it through, and reports. */
final class FleetMigration {

  private final Config config;
  private final FleetSettings settings;
  private final MigrationSet set;
  private final DatabaseFleet databases;
  private final Supplier<TenantList> names;
  private final CodeMigration.Resolver code;
  private final Actor actor;
  private final Supplier<Session> main;
  private final LeaseKeeper.Opener opener;
  private volatile @Nullable FleetRun running;

  FleetMigration(
      Config config,
      FleetSettings settings,
      MigrationSet set,
      DatabaseFleet databases,
      Supplier<TenantList> names,
      CodeMigration.Resolver code,
      Actor actor,
      Supplier<Session> main,
      LeaseKeeper.Opener opener) {
    this.config = config;
    this.settings = settings;
    this.set = set;
    this.databases = databases;
    this.names = names;
    this.code = code;
    this.actor = actor;
    this.main = main;
    this.opener = opener;
  }

  /**
   * What to do.
   *
   * @param direction {@code up} or {@code down}
   * @param source the plans of tenants that are schemas; null for databases
   * @param back the mark of the run that is taken back in databases; null otherwise
   * @param plans those of an up, for tenants that come late; null where there are none
   * @param behind how many tenants there are to do
   */
  record Work(
      String direction,
      FleetOptions options,
      TenantList list,
      @Nullable PlanSource source,
      @Nullable String back,
      @Nullable FleetPlans plans,
      Selection selection,
      int behind) {}

  /** Lets the run that is under way end with the tenants in hand; from any thread. */
  void interrupt() {
    FleetRun run = running;
    if (run != null) {
      run.interrupt();
    }
  }

  FleetResult run(Work work, FleetListener listener, long began) throws SQLException {
    FleetQueue queue = new FleetQueue(main.get(), config.journalSchema()).masking(config.masking());
    queue.create();
    ServerFacts facts = new Journal(main.get(), config.journalSchema()).load().facts();
    FleetPlans plans = work.plans();
    if (plans != null) {
      plans.prepare(queue);
    }
    FleetOptions options = work.options();
    String canary = options.canary() == null ? settings.canary() : options.canary();
    Waves waves = Waves.of(canary, settings.growth(), work.behind());
    Integer most = options.maxFailures() == null ? settings.maxFailures() : options.maxFailures();
    var opening =
        new FleetRuns.Opening(
            work.direction(),
            goal(work),
            options.command(),
            config.environment(),
            waves.count(),
            most,
            actor);
    FleetOpening opened =
        FleetOpening.of(
            queue,
            work.list(),
            opening,
            List.of(
                queue.tenants().meet(work.list()),
                queue
                    .tenants()
                    .lineUp(work.list(), work.selection(), waves.canaries(), waves.thresholds())));
    long run = opened.run();
    listener.started(run, opened.joined(), queue.runs().progress(run).total());
    var seer =
        new FleetRun(
            main.get(),
            queue,
            settings,
            listener,
            actor,
            facts.pooled(),
            run,
            () -> latecomers(queue, run, work));
    running = seer;
    int parallel = options.parallel() == null ? settings.parallel() : options.parallel();
    Crew crew =
        new Crew(
            run,
            plant(run, queue, work, facts),
            listener,
            actor,
            config.lockRetry(),
            most != null || waves.count() > 1,
            config.masking());
    Ended ended = seer.see(crew, Math.clamp(work.behind(), 1, parallel));
    FleetOverview behind = queue.overview(names.get());
    var comparing =
        new Comparing(
            config,
            settings,
            queue,
            opener,
            parallel,
            databases.setup(DatabaseTenants.Aim.LATEST, "fleet", Map.of()));
    return new FleetReport(queue, run, behind).read(ended, comparing, began);
  }

  /** Tenants that came while others were migrated are part of the run, too. */
  private long latecomers(FleetQueue queue, long run, Work work) throws SQLException {
    FleetPlans plans = work.plans();
    if (plans == null || work.selection().names() != null || work.selection().onlyFailed()) {
      return 0;
    }
    TenantList list = names.get();
    plans.result(FleetOverview.EMPTY_STATE);
    List<Long> states = new ArrayList<>(plans.behind());
    return queue
        .runs()
        .execute(
            run,
            List.of(
                queue.tenants().meet(list),
                queue
                    .tenants()
                    .lineUp(list, new Selection(null, false, states, null), List.of(), List.of())));
  }

  private Crew.Plant plant(long run, FleetQueue main, Work work, ServerFacts facts)
      throws SQLException {
    String command = work.options().command();
    PlanSource source = work.source();
    if (source == null) {
      String back = work.back();
      var setup =
          databases.setup(
              back == null
                  ? DatabaseTenants.Aim.LATEST
                  : DatabaseTenants.Aim.back(config.journalSchema(), back),
              command,
              Map.of(DatabaseTenants.EVIDENCE, main.past().mark(run)));
      return plant((session, queue) -> new DatabaseTenants(setup), facts);
    }
    var setup =
        new SchemaTenants.Setup(
            config.journalSchema(),
            run,
            TenantRunOptions.of(config, actor, command, Map.of()),
            new RunListener() {},
            code,
            opener,
            config.masking());
    return plant(
        (session, queue) -> {
          ServerFacts own = new Journal(session, config.journalSchema()).load().facts();
          return new SchemaTenants(session, own, queue, source, settings, setup);
        },
        facts);
  }

  /** Makes what migrates tenants. */
  private interface Workers {
    TenantWork of(Session session, FleetQueue queue) throws SQLException;
  }

  private Crew.Plant plant(Workers workers, ServerFacts facts) {
    return new Crew.Plant() {
      @Override
      public Session session() throws SQLException {
        return opener.open();
      }

      @Override
      public FleetQueue queue(Session session) {
        return new FleetQueue(session, config.journalSchema()).masking(config.masking());
      }

      @Override
      public TenantWork work(Session session, FleetQueue queue) throws SQLException {
        return workers.of(session, queue);
      }

      @Override
      public boolean pooled() {
        return facts.pooled();
      }
    };
  }

  /** What a run is to reach, so that another machine can tell whether it wants the same. */
  private String goal(Work work) {
    StringBuilder text = new StringBuilder(work.direction());
    text.append(work.options().tenants()).append(work.options().onlyFailed());
    text.append(settings.source()).append(work.selection().movedBy()).append(work.back());
    for (Migration migration : set.migrations()) {
      text.append('\n').append(migration.version().text()).append(' ').append(migration.rawHash());
    }
    set.repeatables().forEach(r -> text.append('\n').append(r.name()).append(r.rawHash()));
    return Sha256.shortHex(text.toString());
  }
}
