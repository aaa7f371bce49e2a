package dev.veery.core.plan;

import dev.veery.core.VeeryException.Problem;
import java.util.List;

/**
 * What will run, in order. A plain value: printable, comparable.
 *
 * @param migrations at least one
 * @param atomic whether all of it is one transaction
 * @param baseHead the journal's head that it was made from
 * @param notes what a person should know before it runs
 */
public record Plan(
    List<PlannedMigration> migrations, boolean atomic, long baseHead, List<Problem> notes) {
  public Plan {
    migrations = List.copyOf(migrations);
    notes = List.copyOf(notes);
  }

  /** All steps that are left to run. */
  public int steps() {
    int count = 0;
    for (PlannedMigration migration : migrations) {
      count += migration.remaining();
    }
    return count;
  }

  /** What came of planning. */
  public sealed interface Result {
    /** There is something to do. */
    record Ready(Plan plan) implements Result {}

    /** There is nothing to do. */
    record UpToDate(List<Problem> notes) implements Result {
      public UpToDate {
        notes = List.copyOf(notes);
      }
    }

    /** Something is in the way; all of it is listed. */
    record Blocked(List<Problem> problems) implements Result {
      public Blocked {
        problems = List.copyOf(problems);
      }
    }
  }
}
