package dev.veery.postgres.fleet;

import dev.veery.core.migration.Version;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.History;
import java.util.ArrayList;
import java.util.List;

/**
 * A migration of which some steps are committed in a tenant and others not.
 *
 * @param script its id in {@code tenant_script}
 * @param direction which way it was going
 * @param recorded the steps that are committed or intended
 */
public record HalfDone(long script, Direction direction, List<Recorded> recorded) {

  public HalfDone {
    recorded = List.copyOf(recorded);
  }

  /** One step. */
  public record Recorded(int ordinal, String hash, boolean done) {}

  /** As the planner wants to have them. */
  public List<History.RecordedStep> steps(Version version) {
    List<History.RecordedStep> steps = new ArrayList<>();
    for (Recorded step : recorded) {
      steps.add(
          new History.RecordedStep(version, direction, step.ordinal(), step.hash(), step.done()));
    }
    return steps;
  }
}
