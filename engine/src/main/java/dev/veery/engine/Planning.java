package dev.veery.engine;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.postgres.journal.Journal.Loaded;
import java.util.List;

/**
 * What would run, and from what it was decided.
 *
 * @param target as asked for
 * @param options as asked for
 * @param loaded the history that it was decided from
 * @param result the plan, or why there is none
 * @param warnings what is odd but not in the way
 */
public record Planning(
    Target target,
    PlanRequest.Options options,
    Loaded loaded,
    Plan.Result result,
    List<Problem> warnings) {
  public Planning {
    warnings = List.copyOf(warnings);
  }
}
