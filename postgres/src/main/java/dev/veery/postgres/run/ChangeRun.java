package dev.veery.postgres.run;

import dev.veery.core.expand.Phase;
import dev.veery.core.plan.Halves;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.postgres.journal.ChangeWrites;
import dev.veery.postgres.journal.ChangeWrites.Opening;
import dev.veery.postgres.journal.JournalWrites;
import dev.veery.postgres.journal.JournalWrites.StepRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a phase of a change is written down while it runs. */
final class ChangeRun extends MigrationRun {

  private final Phase phase;
  private final String after;
  private final ChangeWrites writes;
  private @Nullable Opening opening;

  /**
   * @param after the state of the change when the phase is whole
   * @param opening of a change that begins with this phase, otherwise null
   */
  ChangeRun(
      PlannedMigration migration,
      JournalWrites writes,
      Phase phase,
      String after,
      @Nullable Opening opening) {
    super(migration, writes);
    this.phase = phase;
    this.after = after;
    this.writes = new ChangeWrites(writes, migration.version().text(), phase.word());
    this.opening = migration.resumed() ? null : opening;
  }

  /** A migration of an up: in its first half where that is all that runs of it. */
  static MigrationRun orPlain(PlannedMigration migration, JournalWrites writes) {
    Halves.Split split = migration.split();
    return split == null
        ? new MigrationRun(migration, writes)
        : new ChangeRun(
            migration,
            writes,
            Phase.EXPAND,
            Phase.EXPAND.after(),
            new Opening(split.tables(), split.changes(), split.keep(), split.scripts()));
  }

  @Override
  String done(Step step) {
    return writes.done(step.ordinal());
  }

  @Override
  String write(List<StepRow> rows, boolean done, boolean last) {
    List<String> selects = new ArrayList<>();
    if (opening != null) {
      selects.add(writes.open(Records.row(migration()), opening));
      opening = null;
    }
    selects.add(writes.steps(last ? after : phase.during(), done, rows));
    if (last && phase == Phase.EXPAND) {
      selects.add(writes.applied(Records.row(migration()), elapsed().toMillis()));
    }
    return ChangeWrites.together(selects);
  }
}
