package dev.veery.core.plan;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import java.util.List;

/** Finds what keeps a plan from being one transaction. */
final class Atomicity {

  private static final String REMEDY =
      "run without --atomic, or apply up to the migration before it first: veery up --to …";

  private Atomicity() {}

  static void check(List<PlannedMigration> migrations, int index, List<Problem> problems) {
    PlannedMigration migration = migrations.get(index);
    List<Segment> segments = migration.segments();
    for (int i = 0; i < segments.size(); i++) {
      switch (segments.get(i)) {
        case Segment.Alone alone ->
            problems.add(
                problem(
                    migration,
                    alone.step(),
                    alone.step().summary() + " cannot run inside a transaction"));
        case Segment.Backfill backfill ->
            problems.add(problem(migration, backfill.step(), "a backfill commits batch by batch"));
        case Segment.Transaction transaction -> {
          Step first = transaction.steps().getFirst();
          if (!transaction.begin().equals(Segment.Transaction.BEGIN)) {
            problems.add(problem(migration, first, "the script has a transaction of its own"));
          } else if (i > 0 && segments.get(i - 1) instanceof Segment.Transaction) {
            problems.add(
                problem(
                    migration, first, "what comes before this statement must be committed first"));
          }
          usesNewEnumValue(migrations, index, transaction, problems);
        }
      }
    }
  }

  /** A value that one migration adds and a later one uses must be committed in between. */
  private static void usesNewEnumValue(
      List<PlannedMigration> migrations,
      int index,
      Segment.Transaction transaction,
      List<Problem> problems) {
    for (Step step : transaction.steps()) {
      if (!EnumValues.adds(step)) {
        continue;
      }
      for (PlannedMigration later : migrations.subList(index + 1, migrations.size())) {
        for (Segment segment : later.segments()) {
          if (EnumValues.isUsed(step, segment.steps())) {
            problems.add(
                problem(
                    migrations.get(index),
                    step,
                    "the enum value that it adds is used in "
                        + later.label()
                        + ", and can be used only after it is committed"));
            return;
          }
        }
      }
    }
  }

  private static Problem problem(PlannedMigration migration, Step step, String reason) {
    return new Problem(
        ErrorCode.ATOMIC_IMPOSSIBLE,
        migration.label() + " cannot be part of one transaction: " + reason,
        step.position(),
        REMEDY);
  }
}
