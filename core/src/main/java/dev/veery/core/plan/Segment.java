package dev.veery.core.plan;

import dev.veery.core.backfill.BackfillSpec;
import java.util.List;

/** Steps that succeed or fail together. */
public sealed interface Segment {

  /** In the order of the script, at least one. */
  List<Step> steps();

  /**
   * One transaction, the journal's row inside it.
   *
   * @param begin the statement that opens it: {@code BEGIN}, or the author's own with its options
   * @param absentIsFine whether dropping what is not there counts as done: what is taken back was
   *     applied only in part
   * @param together whether its author insists on one transaction; then it is never cut
   */
  record Transaction(List<Step> steps, String begin, boolean absentIsFine, boolean together)
      implements Segment {
    public Transaction {
      steps = List.copyOf(steps);
    }

    public Transaction(List<Step> steps, String begin, boolean absentIsFine) {
      this(steps, begin, absentIsFine, false);
    }

    public Transaction(List<Step> steps, String begin) {
      this(steps, begin, false);
    }

    /** The same with these steps. */
    public Transaction with(List<Step> others) {
      return new Transaction(others, begin, absentIsFine, together);
    }

    public static final String BEGIN = "BEGIN";
  }

  /**
   * A statement that PostgreSQL refuses inside a transaction block. Its intent is recorded before
   * it runs; after a crash {@code recovery} says how to find out whether it happened.
   *
   * @param interrupted whether its intent is on record already, and the catalog must be asked first
   */
  record Alone(Step step, Recovery recovery, boolean interrupted) implements Segment {
    @Override
    public List<Step> steps() {
      return List.of(step);
    }
  }

  /**
   * A statement that runs in batches, each a transaction with its cursor. Its intent is recorded
   * before the first; after a crash the cursors tell where to go on.
   *
   * @param spec how it is sliced
   * @param interrupted whether its intent is on record already
   */
  record Backfill(Step step, BackfillSpec spec, boolean interrupted) implements Segment {
    @Override
    public List<Step> steps() {
      return List.of(step);
    }
  }
}
