package dev.veery.core.plan;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.sql.ScriptItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the steps of one script into segments.
 *
 * <p>By default a script is one transaction. Four things cut it:
 *
 * <ul>
 *   <li>a statement that PostgreSQL refuses in a transaction block stands alone;
 *   <li>an enum value that is used further down must be committed first, so the transaction ends
 *       behind it;
 *   <li>a statement marked as a backfill runs in transactions of its own;
 *   <li>the author's own {@code BEGIN … COMMIT} is a transaction as written.
 * </ul>
 */
final class Segmenter {

  private final Wishes wishes;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private final List<Step> open = new ArrayList<>();

  /** The author's BEGIN, while one is open. */
  private ScriptItem.@Nullable Statement authorsBegin;

  private Segmenter(Wishes wishes) {
    this.wishes = wishes;
  }

  /**
   * What the author's directives ask for.
   *
   * @param separate whether every statement is to be a transaction of its own
   * @param together whether all are to be in one
   * @param alone ordinals of single statements that are
   * @param outside ordinals of statements that are to run outside any transaction
   * @param inside ordinals of statements that are to run in one, by their own word or the file's
   * @param backfills statements that run in batches, by ordinal
   */
  record Wishes(
      boolean separate,
      boolean together,
      Set<Integer> alone,
      Set<Integer> outside,
      Set<Integer> inside,
      Map<Integer, BackfillSpec> backfills) {}

  /**
   * The result of cutting.
   *
   * @param problems what cannot be honoured; then the segments mean nothing
   */
  record Cut(List<Segment> segments, List<Problem> problems) {}

  static Cut cut(List<Step> steps, Wishes wishes) {
    Segmenter segmenter = new Segmenter(wishes);
    for (int i = 0; i < steps.size(); i++) {
      segmenter.take(steps, i);
    }
    segmenter.finish();
    return new Cut(segmenter.segments, segmenter.problems);
  }

  private void take(List<Step> steps, int index) {
    Step step = steps.get(index);
    switch (step.action()) {
      case Step.Action.Sql sql -> takeSql(steps, index, sql.statement());
      case Step.Action.Copy copy -> add(step);
      case Step.Action.Echo echo -> open.add(step);
      case Step.Action.Java java -> add(step);
    }
  }

  private void takeSql(List<Step> steps, int index, ScriptItem.Statement statement) {
    Step step = steps.get(index);
    switch (TransactionUse.of(statement.words())) {
      case BEGIN -> begin(statement);
      case COMMIT -> commit(statement);
      case ROLLBACK ->
          refuse(
              statement,
              ErrorCode.TRANSACTION_CONTROL_UNSUPPORTED,
              "ROLLBACK in a migration would undo its own steps",
              "remove it; what must not happen should not be in the script");
      case REFUSED ->
          refuse(
              statement,
              ErrorCode.TRANSACTION_CONTROL_UNSUPPORTED,
              Summaries.of(statement.text()) + " cannot be recorded together with its effect",
              "use plain BEGIN and COMMIT, or none at all");
      case ALONE -> alone(step, statement);
      case ADD_ENUM_VALUE -> {
        add(step);
        if (authorsBegin == null && EnumValues.isUsedLater(steps, index)) {
          if (wishes.together && wishes.inside.contains(step.ordinal())) {
            refuseInside(
                statement,
                Summaries.of(statement.text())
                    + " must be committed before a later statement uses the value");
          }
          close();
        }
      }
      case INSIDE -> {
        BackfillSpec backfill = wishes.backfills.get(step.ordinal());
        if (backfill != null) {
          backfill(step, statement, backfill);
        } else if (wishes.outside.contains(step.ordinal())
            || TransactionEnding.commitsByItself(statement)) {
          alone(step, statement);
        } else if (wishes.alone.contains(step.ordinal()) && authorsBegin == null) {
          close();
          add(step);
          close();
        } else {
          add(step);
        }
      }
    }
  }

  private void begin(ScriptItem.Statement statement) {
    if (authorsBegin != null) {
      refuse(
          statement,
          ErrorCode.TRANSACTION_CONTROL_UNBALANCED,
          "BEGIN inside the transaction that began on line " + authorsBegin.position().line(),
          "write COMMIT before it, or use SAVEPOINT");
      return;
    }
    close();
    authorsBegin = statement;
  }

  private void commit(ScriptItem.Statement statement) {
    if (authorsBegin == null) {
      refuse(
          statement,
          ErrorCode.TRANSACTION_CONTROL_UNBALANCED,
          "COMMIT without a BEGIN before it",
          "remove it: the migration is committed together with its record");
      return;
    }
    String begin = authorsBegin.text();
    authorsBegin = null;
    closeWith(begin);
  }

  private void alone(Step step, ScriptItem.Statement statement) {
    if (authorsBegin != null) {
      refuse(
          statement,
          ErrorCode.TRANSACTION_CONTROL_UNSUPPORTED,
          Summaries.of(statement.text())
              + " cannot run inside the transaction that began on line "
              + authorsBegin.position().line(),
          "move it behind the COMMIT");
      return;
    }
    if (wishes.inside.contains(step.ordinal())) {
      refuseInside(statement, Summaries.of(statement.text()) + " cannot run inside a transaction");
    }
    close();
    segments.add(new Segment.Alone(step, RecoveryReader.read(statement), false));
  }

  private void backfill(Step step, ScriptItem.Statement statement, BackfillSpec spec) {
    if (authorsBegin != null) {
      refuse(
          statement,
          ErrorCode.TRANSACTION_CONTROL_UNSUPPORTED,
          "a backfill commits batch by batch and cannot run inside the transaction that began on line "
              + authorsBegin.position().line(),
          "move it behind the COMMIT");
      return;
    }
    if (wishes.inside.contains(step.ordinal())) {
      refuseInside(
          statement, "a backfill commits batch by batch and cannot run inside a transaction");
    }
    close();
    segments.add(new Segment.Backfill(step, spec, false));
  }

  private void add(Step step) {
    open.add(step);
    if (wishes.separate && authorsBegin == null) {
      close();
    }
  }

  private void close() {
    closeWith(Segment.Transaction.BEGIN);
  }

  private void closeWith(String begin) {
    if (!open.isEmpty()) {
      segments.add(new Segment.Transaction(open, begin, false, wishes.together));
      open.clear();
    }
  }

  private void finish() {
    if (authorsBegin != null) {
      refuse(
          authorsBegin,
          ErrorCode.TRANSACTION_CONTROL_UNBALANCED,
          "BEGIN without a COMMIT behind it",
          "add COMMIT at the end, or remove the BEGIN: a migration is one transaction anyway");
    }
    close();
  }

  private void refuseInside(ScriptItem.Statement statement, String message) {
    refuse(
        statement,
        ErrorCode.TRANSACTION_CONTROL_UNSUPPORTED,
        message + ", but transaction=on asks for one",
        "remove transaction=on; where it is for the whole file, -- veery: transaction=off directly"
            + " above this statement makes an exception");
  }

  private void refuse(
      ScriptItem.Statement statement, ErrorCode code, String message, String remedy) {
    problems.add(new Problem(code, message, statement.position(), remedy));
  }
}
