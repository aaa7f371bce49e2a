package dev.veery.engine;

import dev.veery.core.expand.Expansion;
import dev.veery.core.expand.Phase;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.ChangePlanner;
import dev.veery.postgres.journal.OpenChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command about a change in two halves is going to run.
 *
 * @param label of the migration
 * @param phases in order; empty where there is nothing to do
 * @param nothing why there is nothing to do; empty where there is something
 * @param change as the journal has it; null for one that begins
 * @param begins what begins; null for one that the journal has
 * @param file the migration; null where its file is gone
 */
public record ChangePlan(
    String label,
    List<Phase> phases,
    String nothing,
    @Nullable OpenChange change,
    @Nullable Begin begins,
    @Nullable Migration file) {

  public ChangePlan {
    phases = List.copyOf(phases);
  }

  /**
   * A change that begins.
   *
   * @param of what the journal is to keep of its migration
   * @param expansion its phases
   * @param keep how long the old is to be kept, as an interval; null for not at all
   */
  public record Begin(ChangePlanner.Of of, Expansion expansion, @Nullable String keep) {}

  /** What it does, half a sentence for each change. */
  public List<String> changes() {
    if (begins != null) {
      return begins.expansion().changes();
    }
    return change == null ? List.of() : change.changes();
  }

  /** The script of a phase; empty where there is nothing to do in it. */
  public String script(Phase phase) {
    if (begins != null) {
      return begins.expansion().script(phase);
    }
    return change == null ? "" : change.script(phase.word());
  }
}
