package dev.veery.postgres.run;

import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Rewritten;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.SessionSettings;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.StepHash;
import dev.veery.postgres.journal.JournalWrites;
import dev.veery.postgres.journal.JournalWrites.StepRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** How one migration is written down while it runs. */
class MigrationRun {

  private final PlannedMigration migration;
  private final JournalWrites writes;
  private final boolean transactionDuration;
  private final long beganNanos = System.nanoTime();

  MigrationRun(PlannedMigration migration, JournalWrites writes) {
    this.migration = migration;
    this.writes = writes;
    this.transactionDuration = migration.segments().size() <= 1 && !migration.resumed();
  }

  PlannedMigration migration() {
    return migration;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }

  /** The record of steps that commit together with it. */
  String record(List<Step> steps, boolean last) {
    List<StepRow> rows = new ArrayList<>(steps.size());
    for (Step step : steps) {
      if (!(step.action() instanceof Step.Action.Echo)) {
        rows.add(row(step));
      }
    }
    return write(rows, true, last);
  }

  /** The intent of a step that cannot commit together with its record. */
  String intent(Step step) {
    return write(List.of(row(step)), false, false);
  }

  /** The intended step is done. */
  String done(Step step) {
    return writes.stepDone(migration.version().text(), migration.direction(), step.ordinal());
  }

  /** The migration is whole, without further steps. */
  String whole() {
    return write(List.of(), true, true);
  }

  String write(List<StepRow> rows, boolean done, boolean last) {
    Long duration = transactionDuration ? null : elapsed().toMillis();
    return migration.direction() == Direction.UP
        ? withForm(
            rows,
            writes.up(
                Records.row(migration),
                last ? State.APPLIED : State.APPLYING,
                done,
                rows,
                duration))
        : writes.down(
            migration.version().text(),
            migration.name(),
            migration.checksum(),
            last,
            done,
            rows,
            duration);
  }

  /** The first record of a run also says in which form it runs. */
  private String withForm(List<StepRow> rows, String record) {
    Rewritten form = migration.rewritten();
    if (form == null || !form.isChanged() || !isFirst(rows)) {
      return record;
    }
    return writes.withForm(
        migration.version().text(), form.hashes(), form.forms(), form.leftovers(), record);
  }

  private boolean isFirst(List<StepRow> rows) {
    for (Segment segment : migration.segments()) {
      for (Step step : segment.steps()) {
        if (!(step.action() instanceof Step.Action.Echo)) {
          return rows.isEmpty() || rows.getFirst().ordinal() == step.ordinal();
        }
      }
    }
    return true;
  }

  private StepRow row(Step step) {
    return new StepRow(step.ordinal(), StepHash.of(step), writes.masked(step.summary()));
  }

  /** Whether the script sets this itself: then the environment's value stays out of its way. */
  boolean authorSets(String setting) {
    return anyStep(step -> SessionSettings.sets(step, setting));
  }

  /** What other tables of the journal call this migration. */
  String subject() {
    return writes.subject(migration.version().text());
  }

  /** What fails unless names mean what they should; empty for nothing. */
  String guard() {
    return writes.guard();
  }

  /** What brings the session back to where it began, before the journal is written. */
  List<String> reset() {
    return anyStep(SessionSettings::changesRole)
        ? List.of("RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL")
        : List.of("RESET ALL");
  }

  private boolean anyStep(Predicate<Step> wanted) {
    for (Step step : migration.settings()) {
      if (wanted.test(step)) {
        return true;
      }
    }
    for (Segment segment : migration.segments()) {
      for (Step step : segment.steps()) {
        if (wanted.test(step)) {
          return true;
        }
      }
    }
    return false;
  }
}
