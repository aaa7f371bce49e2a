package dev.veery.engine;

import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import java.util.Objects;

/**
 * What to rehearse, and how.
 *
 * @param target how far up
 * @param planning as for a run
 * @param scratch what to rehearse on
 */
public record RehearsalOptions(
    Target.Up target, PlanRequest.Options planning, ScratchOptions scratch) {
  public RehearsalOptions {
    Objects.requireNonNull(target);
    Objects.requireNonNull(planning);
    Objects.requireNonNull(scratch);
  }
}
