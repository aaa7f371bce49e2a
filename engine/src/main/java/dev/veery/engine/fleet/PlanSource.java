package dev.veery.engine.fleet;

import dev.veery.engine.fleet.FleetPlans.TenantPlan;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.HalfDone;
import dev.veery.postgres.journal.TenantClaim;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has to run in a tenant that was taken. */
@FunctionalInterface
interface PlanSource {

  /**
   * The plan for one tenant.
   *
   * @return null when there is nothing to do
   * @throws dev.veery.core.VeeryException when something is in the way
   */
  @Nullable TenantPlan of(FleetQueue queue, TenantClaim claim) throws SQLException;

  /** The same for every tenant that has the same. */
  static PlanSource up(FleetPlans plans) {
    return (queue, claim) -> {
      HalfDone half = claim.half() ? queue.scripts().half(claim) : null;
      return half == null
          ? plans.ready(queue, claim.state())
          : plans.half(queue, claim.state(), half);
    };
  }

  /**
   * Back to what a tenant had before a run.
   *
   * @param from by what that was
   */
  static PlanSource back(long run, Map<Long, FleetPlans> from) {
    return (queue, claim) -> {
      FleetPlans plans = from.get(queue.past().before(claim, run));
      return plans == null ? null : up(plans).of(queue, claim);
    };
  }
}
