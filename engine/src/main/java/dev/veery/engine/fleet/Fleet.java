package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.engine.config.Config;
import dev.veery.engine.fleet.FleetResult.Ended;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import dev.veery.postgres.fleet.FleetProgress;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.FleetQueue.Selection;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.ServerFacts;
import dev.veery.postgres.run.CodeMigration;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of a project as one: where they stand, and how they are migrated together.
 *
 * <p>Results are values; only what makes an answer impossible is thrown. A tenant that fails is a
 * result, too. Not for use by several threads at once, but for {@link #interrupt}.
 */
public final class Fleet {

  private final Config config;
  private final FleetSettings settings;
  private final MigrationSet set;
  private final MigrationGraph graph;
  private final CodeMigration.Resolver code;
  private final Actor actor;
  private final Supplier<Session> main;
  private final LeaseKeeper.Opener opener;
  private volatile @Nullable FleetRun running;

  /**
   * @param all the migrations of the project
   * @param main the session on the database that has the fleet's journal
   * @param opener makes further sessions there
   * @throws VeeryException when {@code [fleet]} is missing or wrong
   */
  public Fleet(
      Config config,
      MigrationSet all,
      MigrationGraph graph,
      CodeMigration.Resolver code,
      Actor actor,
      Supplier<Session> main,
      LeaseKeeper.Opener opener) {
    this.config = config;
    this.settings = FleetSettings.read(config);
    this.set = FleetFiles.of(all, graph, settings.shared(), false);
    this.graph = MigrationGraph.of(set);
    this.code = code;
    this.actor = actor;
    this.main = main;
    this.opener = opener;
  }

  /** What {@code [fleet]} says. */
  public FleetSettings settings() {
    return settings;
  }

  /** Where the fleet stands, in one round trip. */
  public FleetStatus status() {
    FleetOverview overview = overview(names());
    FleetPlans plans = plans(new Up(), PlanRequest.Options.DEFAULT, overview);
    return new FleetStatusReader(plans, overview).read();
  }

  private TenantList names() {
    return new TenantNames(settings, config.directory()).list();
  }

  private FleetOverview overview(TenantList list) {
    try {
      return queue().overview(list);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the tenants");
    }
  }

  private FleetQueue queue() {
    return new FleetQueue(main.get(), config.journalSchema());
  }

  private FleetPlans plans(
      FleetPlans.Goal goal, PlanRequest.Options options, FleetOverview overview) {
    return new FleetPlans(set, graph, options, goal, overview);
  }

  /** Everything that is pending. */
  private static final class Up implements FleetPlans.Goal {
    @Override
    public Target target(long state, History history) {
      return new Target.Up.Latest();
    }
  }

  /**
   * Brings every tenant that is behind up to date; joins a run that wants the same.
   *
   * @throws VeeryException when nothing could be run: all tenants are blocked, another run is open
   */
  public FleetResult up(FleetOptions options, FleetListener listener) {
    return up(options, listener, false);
  }

  /** Goes on with a run that was paused. */
  public FleetResult resume(FleetOptions options, FleetListener listener) {
    return up(options, listener, true);
  }

  private FleetResult up(FleetOptions options, FleetListener listener, boolean resume) {
    long began = System.nanoTime();
    try {
      TenantList list = names();
      FleetOverview overview = overview(list);
      OpenRun open = overview.run();
      if (open != null && open.paused() && !resume) {
        throw paused(open);
      }
      if (resume) {
        if (open == null) {
          throw new VeeryException(
              new Problem(
                  ErrorCode.ARGUMENT_INVALID, "no run is open that could go on", "veery fleet up"));
        }
        queue().pause(false, "");
      }
      var planOptions =
          new PlanRequest.Options(options.allowOutOfOrder(), false, false, false, false);
      FleetPlans plans = plans(new Up(), planOptions, overview);
      int behind = behind(overview, plans, options);
      if (behind == 0 && open == null) {
        return nothing(overview, began);
      }
      refuseIfAllBlocked(overview, plans);
      return run("up", options, listener, list, plans, behind, began);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "running over the fleet");
    }
  }

  private static VeeryException paused(OpenRun open) {
    return new VeeryException(
        new Problem(
            ErrorCode.FLEET_PAUSED,
            "run "
                + open.id()
                + " ("
                + open.command()
                + ") is paused"
                + (open.reason().isEmpty() ? "" : ": " + open.reason()),
            "veery fleet resume goes on with it; veery fleet resume --abandon ends it"));
  }

  private int behind(FleetOverview overview, FleetPlans plans, FleetOptions options) {
    int count = 0;
    for (FleetOverview.Group group : overview.groups()) {
      if (!group.absent()
          && (group.half() || !(plans.result(group.state()) instanceof Plan.Result.UpToDate))
          && (!options.onlyFailed() || group.work().equals("failed"))) {
        count += group.count();
      }
    }
    return options.tenants().isEmpty() ? count : Math.min(count, options.tenants().size());
  }

  private static void refuseIfAllBlocked(FleetOverview overview, FleetPlans plans) {
    List<Problem> problems = new ArrayList<>();
    for (FleetOverview.Group group : overview.groups()) {
      if (group.absent()) {
        continue;
      }
      if (!(plans.result(group.state()) instanceof Plan.Result.Blocked blocked)) {
        return;
      }
      blocked.problems().stream().filter(p -> !problems.contains(p)).forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  private FleetResult nothing(FleetOverview overview, long began) {
    int all = overview.tenants();
    List<String> absent = new ArrayList<>();
    int absentCount = overview.absent(absent);
    return new FleetResult(
        0,
        Ended.NOTHING,
        new FleetProgress(0, 0, false, "", false, 0, 0, all, 0, 0, 0, 0),
        List.of(),
        List.of(),
        List.of(),
        absent,
        absentCount,
        List.of(),
        0,
        Duration.ofNanos(System.nanoTime() - began));
  }

  private FleetResult run(
      String direction,
      FleetOptions options,
      FleetListener listener,
      TenantList list,
      FleetPlans plans,
      int behind,
      long began)
      throws SQLException {
    FleetQueue queue = queue();
    queue.create();
    ServerFacts facts = new Journal(main.get(), config.journalSchema()).load().facts();
    plans.prepare(queue);
    String canary = options.canary() == null ? settings.canary() : options.canary();
    Waves waves = Waves.of(canary, settings.growth(), behind);
    Integer maxFailures =
        options.maxFailures() == null ? settings.maxFailures() : options.maxFailures();
    var selection =
        new Selection(
            options.tenants().isEmpty() ? null : options.tenants(),
            options.onlyFailed(),
            plans.behind());
    var opening =
        new FleetQueue.Opening(
            direction,
            goal(direction, options),
            options.command(),
            config.environment(),
            waves.count(),
            maxFailures,
            actor);
    FleetOpening opened =
        FleetOpening.of(
            queue,
            list,
            opening,
            List.of(
                queue.meet(list),
                queue.lineUp(list, selection, waves.canaries(), waves.thresholds())));
    listener.started(opened.run(), opened.joined(), queue.progress(opened.run()).total());
    var seer =
        new FleetRun(
            main.get(),
            queue,
            settings,
            listener,
            actor,
            facts.pooled(),
            opened.run(),
            () -> latecomers(queue, opened.run(), selection, plans));
    running = seer;
    int parallel = options.parallel() == null ? settings.parallel() : options.parallel();
    Crew crew =
        new Crew(
            opened.run(),
            plant(opened.run(), options, plans, facts),
            listener,
            actor,
            config.lockRetry(),
            maxFailures != null || waves.count() > 1);
    Ended ended = seer.see(crew, Math.max(1, Math.min(parallel, Math.max(1, behind))));
    return new FleetReport(queue, opened.run(), overview(names())).read(ended, began);
  }

  /** Tenants that came while others were migrated are part of the run, too. */
  private long latecomers(FleetQueue queue, long run, Selection selection, FleetPlans plans)
      throws SQLException {
    if (selection.names() != null || selection.onlyFailed()) {
      return 0;
    }
    TenantList list = names();
    List<Long> states = new ArrayList<>(plans.behind());
    if (!states.contains(FleetOverview.EMPTY_STATE)) {
      plans.result(FleetOverview.EMPTY_STATE);
      states = new ArrayList<>(plans.behind());
    }
    return queue.execute(
        run,
        List.of(
            queue.meet(list),
            queue.lineUp(list, new Selection(null, false, states), List.of(), List.of())));
  }

  private Crew.Plant plant(long run, FleetOptions options, FleetPlans plans, ServerFacts facts) {
    var runOptions =
        new RunOptions(
            options.command(),
            config.environment(),
            actor,
            config.lockTimeout(),
            // Whoever waits for a lock takes another tenant meanwhile.
            Duration.ZERO,
            config.insistence(),
            config.statementTimeout(),
            Duration.ZERO,
            false,
            Map::of);
    var setup =
        new SchemaTenants.Setup(
            config.journalSchema(), run, runOptions, new RunListener() {}, code, opener);
    return new Crew.Plant() {
      @Override
      public Session session() throws SQLException {
        return opener.open();
      }

      @Override
      public FleetQueue queue(Session session) {
        return new FleetQueue(session, config.journalSchema());
      }

      @Override
      public TenantWork work(Session session, FleetQueue queue) throws SQLException {
        ServerFacts own = new Journal(session, config.journalSchema()).load().facts();
        return new SchemaTenants(session, own, queue, plans, settings, setup);
      }

      @Override
      public boolean pooled() {
        return facts.pooled();
      }
    };
  }

  /** What a run is to reach, so that another machine can tell whether it wants the same. */
  private String goal(String direction, FleetOptions options) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      StringBuilder text = new StringBuilder(direction);
      text.append(options.tenants()).append(options.onlyFailed()).append(settings.source());
      for (Migration migration : set.migrations()) {
        text.append('\n')
            .append(migration.version().text())
            .append(' ')
            .append(migration.rawHash());
      }
      set.repeatables().forEach(r -> text.append('\n').append(r.name()).append(r.rawHash()));
      byte[] hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Lets the run that is under way end with the tenants in hand; from any thread. */
  public void interrupt() {
    FleetRun run = running;
    if (run != null) {
      run.interrupt();
    }
  }

  /**
   * Lets nobody take another tenant until somebody resumes.
   *
   * @return the run; null when none is open, or it is paused already
   */
  public @Nullable OpenRun pause(String reason) {
    try {
      OpenRun open = overview(names()).run();
      return open != null && queue().pause(true, reason) ? open : null;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "pausing the run");
    }
  }

  /**
   * Ends a run that is open; tenants that were not reached stay as they are.
   *
   * @return the run; null when none is open
   */
  public @Nullable OpenRun abandon() {
    try {
      OpenRun open = overview(names()).run();
      if (open != null) {
        queue().close(open.id(), "interrupted", "abandoned");
      }
      return open;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "ending the run");
    }
  }
}
