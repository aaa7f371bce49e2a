package dev.veery.core.plan;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/** Compares what was applied with what the files say now. */
public final class HistoryCheck {

  private HistoryCheck() {}

  /** Applied migrations whose file says something else now. */
  public static List<Problem> changed(PlanRequest request) {
    List<Problem> problems = new ArrayList<>();
    for (AppliedMigration applied : request.history().all()) {
      Migration file = request.graph().find(applied.version());
      if (file != null && isChanged(applied, file)) {
        problems.add(
            new Problem(
                ErrorCode.CHECKSUM_CHANGED,
                applied.label() + " was applied and its up script has changed since",
                SourcePosition.startOf(file.path()),
                "put the file back as it was and write a new migration; or, if this database has"
                    + " the change already, accept it: veery stamp --accept "
                    + applied.version()));
      }
    }
    return problems;
  }

  /**
   * Whether the up script has other tokens than those that ran. Equal bytes settle it without
   * parsing, which is what makes a run with nothing to do cheap.
   */
  public static boolean isChanged(AppliedMigration applied, Migration file) {
    if (applied.state() != State.APPLIED
        || applied.checksum().isEmpty()
        || applied.rawHash().equals(file.rawHash())) {
      return false;
    }
    return switch (file.body()) {
      case Migration.Body.Sql sql ->
          !sql.scripts().get().up().checksum().equals(applied.checksum());
      case Migration.Body.Java java -> false;
      case Migration.Body.Foreign foreign -> false;
    };
  }

  /** Whether a repeatable migration has to run: it never did, or says something else now. */
  public static boolean isPending(History history, Repeatable repeatable) {
    AppliedMigration applied = history.repeatables().get(repeatable.name());
    return applied == null
        || applied.state() != State.APPLIED
        || !(applied.rawHash().equals(repeatable.rawHash())
            || applied.checksum().equals(repeatable.script().get().checksum()));
  }

  /** Applied migrations whose file is gone. */
  public static List<Problem> missing(PlanRequest request) {
    List<Problem> problems = new ArrayList<>();
    for (AppliedMigration applied : request.history().all()) {
      if (isMissing(request, applied)) {
        problems.add(
            new Problem(
                ErrorCode.FILE_MISSING,
                applied.label() + " was applied from " + applied.path() + ", which is gone",
                "bring the file back; or, if it is gone for good, accept that: veery stamp --accept "
                    + applied.version()));
      }
    }
    return problems;
  }

  /** Whether the file of an applied migration is gone and nobody has accepted that. */
  public static boolean isMissing(PlanRequest request, AppliedMigration applied) {
    return applied.kind() != Kind.BASELINE
        && !applied.retired()
        && request.graph().find(applied.version()) == null;
  }
}
