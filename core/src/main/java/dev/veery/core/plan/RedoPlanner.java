package dev.veery.core.plan;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.History.RecordedStep;
import dev.veery.core.plan.Plan.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what a {@code redo} runs: the way back, and the way forth from the history that there
 * will be then. Whatever can be known to be in the way of the second half is in the way of the
 * first.
 */
final class RedoPlanner {

  private RedoPlanner() {}

  static Result plan(PlanRequest request, Target.Redo target) {
    Result back = new DownPlanner(request).plan(target.back());
    if (!(back instanceof Result.Ready ready)) {
      return back;
    }
    List<PlannedMigration> taken = ready.plan().migrations();
    Result forth = new UpPlanner(behind(request, taken)).again(taken);
    return switch (forth) {
      case Result.Blocked blocked -> blocked;
      case Result.UpToDate none -> throw new IllegalStateException("what is taken back is pending");
      case Result.Ready again -> {
        List<PlannedMigration> both = new ArrayList<>(taken);
        both.addAll(again.plan().migrations());
        Set<Problem> notes = new LinkedHashSet<>(ready.plan().notes());
        notes.addAll(again.plan().notes());
        yield new Result.Ready(new Plan(both, false, ready.plan().baseHead(), List.copyOf(notes)));
      }
    };
  }

  /**
   * The request as it will be when these are taken back. Scripts are planned as they are written:
   * other forms depend on the schema, which is not yet what the second half will find.
   */
  private static PlanRequest behind(PlanRequest request, List<PlannedMigration> taken) {
    History history = request.history();
    Map<Version, AppliedMigration> applied = new LinkedHashMap<>(history.applied());
    List<RecordedStep> unfinished = new ArrayList<>(history.unfinished());
    for (PlannedMigration migration : taken) {
      applied.remove(migration.version());
      unfinished.removeIf(step -> step.version().equals(migration.version()));
    }
    return new PlanRequest(
        request.set(),
        request.graph(),
        new History(
            history.journalExists(),
            history.head(),
            applied,
            history.repeatables(),
            unfinished,
            history.changes(),
            history.changing()),
        request.options(),
        request.journalDown());
  }
}
