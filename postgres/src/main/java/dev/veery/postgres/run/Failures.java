package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.SqlStates;
import org.jspecify.annotations.Nullable;

/** Puts a failed step into words: where, what, and what is left of it. */
final class Failures {

  private Failures() {}

  static RunResult.Failure of(
      StepFailedException e,
      PlannedMigration migration,
      @Nullable Segment segment,
      int committed,
      int left) {
    Step step = e.step();
    ServerError error = e.error();
    String statement = step == null ? "" : text(step);
    SourcePosition position = step == null ? null : position(step, error.position());
    int undone = segment instanceof Segment.Transaction && step != null ? before(segment, step) : 0;
    return new RunResult.Failure(
        problem(step, error, position, migration),
        migration,
        step,
        statement,
        error,
        committed,
        undone,
        left + (segment == null ? 0 : segment.steps().size() - undone - (step == null ? 0 : 1)));
  }

  private static Problem problem(
      @Nullable Step step,
      ServerError error,
      @Nullable SourcePosition position,
      PlannedMigration migration) {
    if (step != null
        && step.action() instanceof Step.Action.Java java
        && error.sqlState().equals("VE002")) {
      return new Problem(
          ErrorCode.CODE_MIGRATION_FAILED,
          java.className() + " failed: " + error.message(),
          position,
          "see --verbose for its stack trace");
    }
    String what = step == null ? "committing " + migration.label() : "the statement";
    return SqlStates.working(error, what, position);
  }

  private static int before(Segment segment, Step step) {
    return Math.max(0, segment.steps().indexOf(step));
  }

  private static String text(Step step) {
    return switch (step.action()) {
      case Step.Action.Sql sql -> sql.statement().text();
      case Step.Action.Copy copy -> copy.copy().statement().text();
      case Step.Action.Echo echo -> "";
      case Step.Action.Java java -> "";
    };
  }

  /**
   * Where in the file the server points to.
   *
   * @param character 1-based in the statement, 0 where the server gave none
   */
  private static @Nullable SourcePosition position(Step step, int character) {
    ScriptItem.Statement statement =
        switch (step.action()) {
          case Step.Action.Sql sql -> sql.statement();
          case Step.Action.Copy copy -> copy.copy().statement();
          case Step.Action.Echo echo -> null;
          case Step.Action.Java java -> null;
        };
    return statement == null || character <= 1 ? step.position() : statement.at(character);
  }
}
