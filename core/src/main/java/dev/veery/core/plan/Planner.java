package dev.veery.core.plan;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what will run: files, history and target in, a plan out. Pure: it asks no database, and
 * the same input gives the same plan.
 */
public final class Planner {

  private Planner() {}

  /**
   * What has to run to reach the target.
   *
   * @throws VeeryException when a script that is needed cannot be understood
   */
  public static Result plan(PlanRequest request, Target target) {
    Result result =
        switch (target) {
          case Target.Up up -> new UpPlanner(request).plan(up);
          case Target.Down down -> new DownPlanner(request).plan(down);
          case Target.Redo redo -> RedoPlanner.plan(request, redo);
        };
    return request.options().atomic() && result instanceof Result.Ready ready
        ? atomic(ready.plan())
        : result;
  }

  /** The same plan as one transaction, or every reason why that cannot be. */
  private static Result atomic(Plan plan) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < plan.migrations().size(); i++) {
      Atomicity.check(plan.migrations(), i, problems);
    }
    return problems.isEmpty()
        ? new Result.Ready(new Plan(plan.migrations(), true, plan.baseHead(), plan.notes()))
        : new Result.Blocked(problems);
  }
}
