package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** Names of tenants with their places. */
  Map<String, String> places(TenantList list) {
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

  FleetQueue queue() {
    return new FleetQueue(main.get(), config.journalSchema()).masking(config.masking());
  }

  FleetPlans plans(FleetPlans.Goal goal, PlanRequest.Options options, FleetOverview overview) {
    var breaking = new FleetBreaking(config, settings, set, main, overview);
    return new FleetPlans(set, graph, options, goal, breaking, overview);
  }

  /** Everything that is pending. */
  static final class Up implements FleetPlans.Goal {
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
    return new FleetUp(this, config, databases, migration).run(options, listener, resume);
  }

  /** Names that somebody typed: one that nobody has is a mistake, and not nothing to do. */
  void refuseUnknown(TenantList list, List<String> tenants) {
    if (tenants.isEmpty()) {
      return;
    }
    Set<String> there = places(list).keySet();
    List<Problem> problems = new ArrayList<>();
    for (String tenant : tenants) {
      if (!there.contains(tenant)) {
        problems.add(
            new Problem(
                ErrorCode.TENANT_UNKNOWN,
                "there is no tenant " + tenant,
                NearMiss.remedy(tenant, there, "veery tenant list shows who there is")));
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  /** The result of a command that has nothing to do. */
  static FleetResult nothing(FleetOverview overview, long began) {
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
        Duration.ofNanos(System.nanoTime() - began),
        overview.nameless());
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
    return new FleetRollback(this, settings, databases, migration).run(run, options, listener);
  }

  /**
   * Records, without running anything, that tenants have everything up to a version: for a fleet
   * that was there before Veery.
   *
   * @param tenants these only; empty for all
   * @return how many tenants are recorded to have more than before
   */
  public long stamp(Version version, List<String> tenants) {
    return new FleetStamp(this).record(version, tenants);
  }

  /** The migration that a user names. */
  public Version resolve(String text) {
    return graph.resolve(text).version();
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
