package dev.veery.core.rehearse;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.LockMode;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.StepHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rehearsal has seen, for a run that is to go as it did.
 *
 * @param file that it was read from, for messages
 * @param database that was rehearsed for, without secrets
 * @param schema before and after; null where it is not in the file
 * @param steps by {@link #key}
 */
public record RehearsedPlan(
    String file,
    String database,
    @Nullable RehearsedSchema schema,
    Map<String, RehearsedStep> steps) {

  public RehearsedPlan {
    steps = Map.copyOf(steps);
  }

  /**
   * One statement.
   *
   * @param hash of its text
   * @param locks that it took on what was there before the run
   * @param targets what it was the first to touch, with the fingerprint that this had on the target
   */
  public record RehearsedStep(
      String hash, Map<TracedObject, LockMode> locks, Map<TracedObject, String> targets) {
    public RehearsedStep {
      locks = Map.copyOf(locks);
      targets = Map.copyOf(targets);
    }

    /**
     * Whether a lock is stronger than what was rehearsed, in a way that somebody notices: ordinary
     * reading and writing takes weaker ones, and that can depend on the rows.
     */
    public boolean isStronger(TracedObject object, LockMode mode) {
      LockMode rehearsed = locks.get(object);
      return mode.compareTo(LockMode.SHARE_UPDATE_EXCLUSIVE) >= 0
          && (rehearsed == null || mode.compareTo(rehearsed) > 0);
    }
  }

  /** Names a statement. */
  public static String key(String version, int ordinal) {
    return version + "/" + ordinal;
  }

  /** What was rehearsed of a statement; null when it was not. */
  public @Nullable RehearsedStep step(PlannedMigration migration, Step step) {
    RehearsedStep found = steps.get(key(migration.version().text(), step.ordinal()));
    return found == null || !found.hash().equals(StepHash.of(step)) ? null : found;
  }

  /** Every statement of a plan that was not rehearsed as it stands. */
  public List<Problem> missing(Plan plan) {
    List<Problem> problems = new ArrayList<>();
    for (PlannedMigration migration : plan.migrations()) {
      for (Segment segment : migration.segments()) {
        for (Step step : segment.steps()) {
          if (step(migration, step) == null) {
            problems.add(notRehearsed(migration, step));
          }
        }
      }
    }
    return problems;
  }

  /** To be told of a statement that nobody has rehearsed. */
  public Problem notRehearsed(PlannedMigration migration, Step step) {
    return new Problem(
        ErrorCode.NOT_REHEARSED,
        "statement "
            + step.ordinal()
            + " of "
            + migration.label()
            + " is not in "
            + file
            + ", or reads otherwise there",
        step.position(),
        "rehearse again: veery rehearse --json -o " + file);
  }
}
