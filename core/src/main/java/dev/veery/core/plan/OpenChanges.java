package dev.veery.core.plan;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/** Migrations that are on their way in two halves are left to the commands that do that. */
final class OpenChanges {

  private OpenChanges() {}

  static List<Problem> inTheWayOfUp(PlanRequest request, List<Migration> chosen) {
    History history = request.history();
    List<Problem> problems = new ArrayList<>();
    if (!history.changes().isEmpty()) {
      for (Migration migration : chosen) {
        String state = history.changes().get(migration.version());
        if (state != null && !goesOn(request, migration, state)) {
          boolean back = state.equals("aborting");
          problems.add(
              new Problem(
                  ErrorCode.CHANGE_OPEN,
                  migration.label() + " is " + state + ", and was interrupted at that",
                  SourcePosition.startOf(migration.path()),
                  back
                      ? "go on with it: veery abort " + migration.version()
                      : "go on with it: veery expand "
                          + migration.version()
                          + "; or take it back: veery abort "
                          + migration.version()));
        }
      }
    }
    return problems;
  }

  /** An up goes on with a first half, whichever command began it. */
  private static boolean goesOn(PlanRequest request, Migration migration, String state) {
    return state.equals(Halves.UNDER_WAY)
        && !request.options().atomic()
        && request.rewriting().begun(migration.version()) != null;
  }

  static List<Problem> inTheWayOfDown(History history, List<AppliedMigration> chosen) {
    List<Problem> problems = new ArrayList<>();
    for (AppliedMigration applied : chosen) {
      String state = history.changes().get(applied.version());
      if (state != null) {
        problems.add(
            new Problem(
                ErrorCode.CHANGE_OPEN,
                applied.label() + " is " + state + ": old and new stand side by side",
                "veery abort " + applied.version() + " takes it back with what was written since"));
      }
    }
    return problems;
  }
}
