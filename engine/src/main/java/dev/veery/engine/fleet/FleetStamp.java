package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.List;

/** Records what tenants have, without running anything. */
final class FleetStamp {

  private final Fleet fleet;

  FleetStamp(Fleet fleet) {
    this.fleet = fleet;
  }

  /**
   * Records, without running anything, that tenants have everything up to a version: for a fleet
   * that was there before Veery.
   *
   * @param tenants these only; empty for all
   * @return how many tenants are recorded to have more than before
   */
  long record(Version version, List<String> tenants) {
    if (fleet.settings().model() == FleetSettings.Model.DATABASE) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "tenants that are databases have journals of their own, which record it",
              "veery stamp " + version.text() + " --url postgres://… for each of them"));
    }
    try {
      TenantList list = fleet.names();
      fleet.refuseUnknown(list, tenants);
      FleetOverview overview = fleet.overview(list);
      OpenRun open = overview.run();
      if (open != null && !open.workers().isEmpty()) {
        throw new VeeryException(
            new Problem(
                ErrorCode.FLEET_BUSY,
                "run " + open.id() + " is under way on " + String.join(", ", open.workers()),
                "run the same command again when it is done"));
      }
      FleetQueue queue = fleet.queue();
      queue.create();
      FleetPlans plans = fleet.plans(new Stamped(version), PlanRequest.Options.DEFAULT, overview);
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
}
