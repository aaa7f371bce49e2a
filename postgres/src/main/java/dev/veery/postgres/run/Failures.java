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

  /**
   * A step that failed.
   *
   * @param segment in which; null for none
   * @param reached the last step that has run in the latest transaction; null for none
   * @param committed steps of the migration that are
   */
  static RunResult.Failure of(
      StepFailedException e,
      PlannedMigration migration,
      @Nullable Segment segment,
      @Nullable Step reached,
      int committed) {
    Step step = e.step();
    ServerError error = e.error();
    String statement = step == null ? "" : text(step);
    SourcePosition position = step == null ? null : position(step, error.position());
    int undone =
        step == null
            ? undone(segment, reached)
            : segment instanceof Segment.Transaction ? before(segment, step) : 0;
    return new RunResult.Failure(
        problem(step, error, position, migration),
        migration,
        step,
        statement,
        error,
        committed,
        undone,
        Math.max(0, migration.total() - committed - undone - (step == null ? 0 : 1)));
  }

  /** What Veery itself refused, before a segment, in it or behind it. */
  static RunResult.Failure of(
      Problem problem,
      PlannedMigration migration,
      @Nullable Segment segment,
      @Nullable Step reached,
      int committed) {
    int undone = undone(segment, reached);
    return new RunResult.Failure(
        problem,
        migration,
        null,
        "",
        null,
        committed,
        undone,
        Math.max(0, migration.total() - committed - undone));
  }

  /** How many steps of a segment had run when it was given up. */
  private static int undone(@Nullable Segment segment, @Nullable Step reached) {
    return segment == null || reached == null ? 0 : segment.steps().indexOf(reached) + 1;
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
