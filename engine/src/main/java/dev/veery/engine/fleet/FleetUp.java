package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.engine.config.Config;
import dev.veery.postgres.fleet.FleetEnrolment.Selection;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Brings a fleet up to date: finds out what there is to do, and refuses what must not be done. */
final class FleetUp {

  private final Fleet fleet;
  private final Config config;
  private final DatabaseFleet databases;
  private final FleetMigration migration;

  FleetUp(Fleet fleet, Config config, DatabaseFleet databases, FleetMigration migration) {
    this.fleet = fleet;
    this.config = config;
    this.databases = databases;
    this.migration = migration;
  }

  FleetResult run(FleetOptions options, FleetListener listener, boolean resume) {
    long began = System.nanoTime();
    try {
      TenantList list = fleet.names();
      fleet.servers().silent().forEach(listener::warning);
      fleet.refuseUnknown(list, options.tenants());
      FleetOverview overview = fleet.overview(list);
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
        fleet.queue().runs().pause(false, "");
      }
      if (fleet.settings().model() == FleetSettings.Model.DATABASE) {
        return databasesUp(options, listener, list, overview, began);
      }
      FleetOnline.refuse(config);
      var planOptions =
          new PlanRequest.Options(options.allowOutOfOrder(), false, false, false, false);
      FleetPlans plans = fleet.plans(new Fleet.Up(), planOptions, overview);
      int behind = behind(overview, plans, options);
      if (behind == 0 && !templateBehind(overview, plans, options) && open == null) {
        return Fleet.nothing(overview, began);
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
    List<String> behind = databases.behind(fleet.places(list), options);
    if (behind.isEmpty() && overview.run() == null) {
      return Fleet.nothing(overview, began);
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

  private static int behind(FleetOverview overview, FleetPlans plans, FleetOptions options) {
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

  /**
   * Whether the template, which is nobody's and so not among those that are counted, is to be done.
   */
  private static boolean templateBehind(
      FleetOverview overview, FleetPlans plans, FleetOptions options) {
    return options.tenants().isEmpty()
        && !options.onlyFailed()
        && overview.templates().stream()
            .anyMatch(state -> !(plans.result(state) instanceof Plan.Result.UpToDate));
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
}
