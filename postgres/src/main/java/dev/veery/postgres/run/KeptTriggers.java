package dev.veery.postgres.run;

import dev.veery.core.backfill.SlicedStatement;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.sql.NamesIn;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.IndexStatement;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.postgres.backfill.Backfill;
import dev.veery.postgres.backfill.Backfill.Standing;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;

/**
 * Triggers of backfills that go on keeping rows right behind their statements, so that a constraint
 * that the migration adds next finds no row that was written in between.
 *
 * <p>They stand for as long as what follows only proves what is there: constraints and indexes.
 * Anything else may be about the columns that a trigger looks at, and the server lets nobody drop
 * or change those; so before that they go, and otherwise in the transaction that records that the
 * migration is whole. Which ones there are is asked of the journal each time, where it stands
 * whatever happened to the run that made them.
 */
final class KeptTriggers {

  private final Session session;
  private final String schema;
  private final MigrationRun run;
  private boolean possible;

  /**
   * @param schema the journal's, quoted
   */
  KeptTriggers(Session session, String schema, MigrationRun run) {
    this.session = session;
    this.schema = schema;
    this.run = run;
    this.possible =
        run.migration().segments().stream().anyMatch(Segment.Backfill.class::isInstance);
  }

  /**
   * Asks what an earlier run has left; to be said before the settings of the migration, under whose
   * role nobody may be able to read the journal.
   */
  void begin() throws SQLException {
    if (!possible && run.migration().resumed()) {
      possible = true;
      possible = !standing().isNone();
    }
  }

  /** Those that stand now. */
  Standing standing() throws SQLException {
    return possible
        ? Backfill.standing(session, schema, run.subject(), run.migration().direction().word())
        : Standing.NONE;
  }

  /** Whether they may stand while a step runs. */
  static boolean mayStand(Step step) {
    if (!(step.action() instanceof Step.Action.Sql sql)) {
      return step.action() instanceof Step.Action.Echo;
    }
    return switch (SqlStatement.parse(sql.statement().bytes()).statement()) {
      case IndexStatement.CreateIndex index -> true;
      case TableStatement.AlterTable alter ->
          alter.actions().stream().allMatch(KeptTriggers::proves);
      case SqlStatement other -> false;
    };
  }

  /** Whether all of a segment may run while they stand. */
  static boolean mayStand(Standing standing, Segment segment) {
    return switch (segment) {
      case Segment.Transaction transaction ->
          transaction.steps().stream().allMatch(KeptTriggers::mayStand);
      case Segment.Alone alone -> mayStand(alone.step());
      case Segment.Backfill backfill ->
          switch (backfill.spec().statement()) {
            case SlicedStatement.Delete delete -> true;
            // They would do to our rows what the plain statements would not have done.
            case SlicedStatement.InsertSelect insert -> false;
            case SlicedStatement.Update update ->
                update.assignments().stream()
                    .flatMap(assignment -> assignment.columns().stream())
                    .noneMatch(NamesIn.of(standing.about())::contains);
          };
    };
  }

  private static boolean proves(AlterAction action) {
    return action instanceof AlterAction.AddConstraint
        || action instanceof AlterAction.ValidateConstraint
        || action instanceof AlterAction.DropConstraint
        || action instanceof AlterAction.SetNotNull
        || action instanceof AlterAction.SetDefault;
  }
}
