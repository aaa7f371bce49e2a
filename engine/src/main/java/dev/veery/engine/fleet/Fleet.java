package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.engine.config.Config;
import dev.veery.engine.fleet.FleetResult.Ended;
import dev.veery.postgres.fleet.FleetEnrolment.Selection;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import dev.veery.postgres.fleet.FleetPast;
import dev.veery.postgres.fleet.FleetProgress;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.TenantCare;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.run.CodeMigration;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  private final Supplier<Session> main;
  private final TenantServers servers;
  private final DatabaseFleet databases;
  private final FleetMigration migration;

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
    this.main = main;
    this.servers = new TenantServers(config, settings);
    this.databases = new DatabaseFleet(config, settings, set, this.graph, code, actor, servers);
    this.migration =
        new FleetMigration(
            config, settings, set, databases, this::names, code, actor, main, opener);
  }

  /** What {@code [fleet]} says. */
  public FleetSettings settings() {
    return settings;
  }

  /** Where the fleet stands, in one round trip to each database. */
  public FleetStatus status() {
    TenantList list = names();
    FleetOverview overview = overview(list);
    if (settings.model() == FleetSettings.Model.DATABASE) {
      return databases.status(places(list), overview);
    }
    FleetPlans plans = plans(new Up(), PlanRequest.Options.DEFAULT, overview);
    return new FleetStatusReader(plans, overview).read();
  }

  private Map<String, String> places(TenantList list) {
    try {
      return queue().tenants().names(list);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the tenants");
    }
  }

  TenantList names() {
    return new TenantNames(settings, config.directory(), servers, this::knownPlaces).list();
  }

  private List<String> knownPlaces() {
    try {
      return queue().past().places();
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the tenants");
    }
  }

  /** The tenants that are databases. */
  DatabaseFleet databases() {
    return databases;
  }

  /** The name of the journal's schema, not quoted. */
  String journalSchema() {
    return config.journalSchema();
  }

  /** How long a change waits for a lock; some seconds where the configuration leaves it open. */
  Duration lockTimeout() {
    Duration configured = config.lockTimeout();
    return configured == null || configured.isZero() ? Duration.ofSeconds(5) : configured;
  }

  /** Where they are. */
  TenantServers servers() {
    return servers;
  }

  FleetOverview overview(TenantList list) {
    try {
      return queue().overview(list);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the tenants");
    }
  }

  private FleetQueue queue() {
    return new FleetQueue(main.get(), config.journalSchema()).masking(config.masking());
  }

  private FleetPlans plans(
      FleetPlans.Goal goal, PlanRequest.Options options, FleetOverview overview) {
    var breaking = new FleetBreaking(config, settings, set, main, overview);
    return new FleetPlans(set, graph, options, goal, breaking, overview);
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
        queue().runs().pause(false, "");
      }
      if (settings.model() == FleetSettings.Model.DATABASE) {
        return databasesUp(options, listener, list, overview, began);
      }
      FleetOnline.refuse(config);
      var planOptions =
          new PlanRequest.Options(options.allowOutOfOrder(), false, false, false, false);
      FleetPlans plans = plans(new Up(), planOptions, overview);
      int behind = behind(overview, plans, options);
      if (behind == 0 && open == null) {
        return nothing(overview, began);
      }
      refuseIfAllBlocked(overview, plans);
      FleetBreaking.refuse(plans.results());
      var selection =
          new Selection(
              options.tenants().isEmpty() ? null : options.tenants(),
              options.onlyFailed(),
              plans.behind(),
              null);
      return migration.run(
          new FleetMigration.Work(
              "up", options, list, PlanSource.up(plans), null, plans, selection, behind),
          listener,
          began);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "running over the fleet");
    }
  }

  private FleetResult databasesUp(
      FleetOptions options,
      FleetListener listener,
      TenantList list,
      FleetOverview overview,
      long began)
      throws SQLException {
    List<String> behind = databases.behind(places(list), options);
    if (behind.isEmpty() && overview.run() == null) {
      return nothing(overview, began);
    }
    var selection = new Selection(behind, options.onlyFailed(), List.of(), null);
    return migration.run(
        new FleetMigration.Work("up", options, list, null, null, null, selection, behind.size()),
        listener,
        began);
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
    if (options.tenants().isEmpty() && !options.onlyFailed()) {
      for (long state : overview.templates()) {
        count += plans.result(state) instanceof Plan.Result.UpToDate ? 0 : 1;
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

  /** Lets the run that is under way end with the tenants in hand; from any thread. */
  public void interrupt() {
    migration.interrupt();
  }

  /** Tenants one by one. */
  public Tenants tenants() {
    return new Tenants(this, settings, main.get(), queue());
  }

  /** The label of the newest migration of a state; empty for none. */
  String newest(FleetOverview overview, long state) {
    String newest = "";
    for (FleetOverview.Script script :
        plans(new Up(), PlanRequest.Options.DEFAULT, overview).scriptsOf(state)) {
      newest =
          script.kind() == Kind.REPEATABLE
              ? newest
              : script.name().isEmpty()
                  ? script.version().text()
                  : script.version().text() + "_" + script.name();
    }
    return newest;
  }

  /** Brings the template up to date. */
  FleetResult upTemplate(FleetListener listener) {
    long began = System.nanoTime();
    try {
      TenantList list = names();
      FleetOverview overview = overview(list);
      FleetPlans plans = plans(new Up(), PlanRequest.Options.DEFAULT, overview);
      for (TenantCare.Row row : new TenantCare(main.get(), queue().schema()).rows()) {
        if (row.template() && !(plans.result(row.state()) instanceof Plan.Result.UpToDate)) {
          var selection = new Selection(List.of(row.name()), false, List.of(row.state()), null);
          return migration.run(
              new FleetMigration.Work(
                  "up",
                  new FleetOptions("tenant create", List.of(row.name()), false, "", null, 1, false),
                  list,
                  PlanSource.up(plans),
                  null,
                  plans,
                  selection,
                  1),
              listener,
              began);
        }
      }
      return nothing(overview, began);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "migrating the template");
    }
  }

  /**
   * Takes back what a run has applied, in every tenant that still has what it made of it.
   *
   * @param run its number; null for the newest up
   * @throws VeeryException when nothing is to take back, or a way back is missing
   */
  public FleetResult rollback(@Nullable Long run, FleetOptions options, FleetListener listener) {
    long began = System.nanoTime();
    try {
      TenantList list = names();
      FleetOverview overview = overview(list);
      if (settings.model() == FleetSettings.Model.DATABASE) {
        return databasesBack(run, options, listener, list, overview, began);
      }
      FleetQueue queue = queue();
      Long newest = overview.exists() ? queue.past().newestUp() : null;
      Long chosen = run == null ? newest : run;
      Map<Long, List<Long>> before =
          chosen == null || !overview.exists() ? Map.of() : queue.past().before(chosen);
      if (chosen == null || before.isEmpty()) {
        return nothing(overview, began);
      }
      Map<Long, FleetPlans> plans = new TreeMap<>();
      Map<Long, @Nullable String> downs = queue.scripts().downs();
      List<Problem> problems = new ArrayList<>();
      before.forEach((state, all) ->
          all.forEach(from -> {
            FleetPlans found =
                plans.computeIfAbsent(
                    from, f -> plans(new Back(overview, f), PlanRequest.Options.DEFAULT, overview));
            found.keepDowns(downs, queue.scripts()::restored);
            if (found.result(state) instanceof Plan.Result.Blocked blocked) {
              blocked.problems().stream().filter(p -> !problems.contains(p)).forEach(problems::add);
            }
          }));
      if (!problems.isEmpty()) {
        throw new VeeryException(problems);
      }
      for (FleetPlans each : plans.values()) {
        each.prepare(queue);
      }
      var selection =
          new Selection(
              options.tenants().isEmpty() ? null : options.tenants(),
              options.onlyFailed(),
              before.keySet(),
              chosen);
      return migration.run(
          new FleetMigration.Work(
              "down",
              options,
              list,
              PlanSource.back(chosen, plans),
              null,
              null,
              selection,
              overview.tenants()),
          listener,
          began);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "taking the fleet back");
    }
  }

  private FleetResult databasesBack(
      @Nullable Long run,
      FleetOptions options,
      FleetListener listener,
      TenantList list,
      FleetOverview overview,
      long began)
      throws SQLException {
    FleetPast past = queue().past();
    DatabaseFleet.Way way =
        overview.exists()
            ? databases.back(
                places(list), past.marks(), run, chosen -> partakers(past, chosen), options)
            : null;
    if (way == null || way.tenants().isEmpty()) {
      return nothing(overview, began);
    }
    var selection = new Selection(way.tenants(), options.onlyFailed(), List.of(), null);
    return migration.run(
        new FleetMigration.Work(
            "down", options, list, null, way.mark(), null, selection, way.tenants().size()),
        listener,
        began);
  }

  private static List<String> partakers(FleetPast past, long run) {
    try {
      return past.partakers(run);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading what a run has done");
    }
  }

  /** What is in a state and was not in the one before. */
  private record Back(FleetOverview overview, long from) implements FleetPlans.Goal {
    @Override
    public Target target(long state, History history) {
      return new Target.Down.LastBatch();
    }

    @Override
    public Set<Long> batch(long state) {
      Set<Long> added = new HashSet<>(overview.states().getOrDefault(state, List.of()));
      added.removeAll(overview.states().getOrDefault(from, List.of()));
      return added;
    }
  }

  /**
   * Records, without running anything, that tenants have everything up to a version: for a fleet
   * that was there before Veery.
   *
   * @param tenants these only; empty for all
   * @return how many tenants are recorded to have more than before
   */
  public long stamp(Version version, List<String> tenants) {
    try {
      TenantList list = names();
      FleetOverview overview = overview(list);
      OpenRun open = overview.run();
      if (open != null && !open.workers().isEmpty()) {
        throw new VeeryException(
            new Problem(
                ErrorCode.FLEET_BUSY,
                "run " + open.id() + " is under way on " + String.join(", ", open.workers()),
                "run the same command again when it is done"));
      }
      FleetQueue queue = queue();
      queue.create();
      FleetPlans plans = plans(new Stamped(version), PlanRequest.Options.DEFAULT, overview);
      for (FleetOverview.Group group : overview.groups()) {
        if (!group.absent() && plans.result(group.state()) instanceof Plan.Result.Blocked blocked) {
          throw new VeeryException(blocked.problems());
        }
      }
      plans.prepare(queue);
      return plans.goals().isEmpty() ? 0 : queue.tenants().stamp(list, plans.goals(), tenants);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "recording migrations");
    }
  }

  /** The migration that a user names. */
  public Version resolve(String text) {
    return graph.resolve(text).version();
  }

  /** A version and what it needs, recorded and not run. */
  private record Stamped(Version version) implements FleetPlans.Goal {
    @Override
    public Target target(long state, History history) {
      return new Target.Up.To(version);
    }

    @Override
    public boolean stamps() {
      return true;
    }
  }

  /**
   * Tenants that were changed by hand: whose schema is not what it was behind their last run, or
   * not that of most which have the same migrations.
   */
  public FleetDrift drift() {
    try {
      TenantList list = names();
      if (!overview(list).exists()) {
        return new FleetDrift(0, List.of(), List.of());
      }
      return settings.model() == FleetSettings.Model.DATABASE
          ? DatabaseDrift.read(databases, places(list), queue().past().kept())
          : FleetDrift.read(main.get(), queue());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "comparing the schemas of tenants");
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
      return open != null && queue().runs().pause(true, reason) ? open : null;
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
        queue().runs().close(open.id(), "interrupted", "abandoned");
      }
      return open;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "ending the run");
    }
  }
}
