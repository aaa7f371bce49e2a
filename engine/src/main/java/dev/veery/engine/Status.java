package dev.veery.engine;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.postgres.journal.OpenChange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a database stands.
 *
 * @param environment empty for none
 * @param database host, port and name; never a password
 * @param server version as it prints it
 * @param layout of the files
 * @param journalExists false before the first run
 * @param applied versioned migrations that are whole, in the order of application
 * @param pending in the order in which they would run
 * @param pendingRepeatables names of those that would run again
 * @param heads of the files; more than one has to be merged
 * @param changed applied migrations whose file says something else now
 * @param missing applied migrations whose file is gone
 * @param interrupted the one that an earlier run left half done, or null
 * @param lastBatch null when nothing was applied
 * @param changes in two halves that are not closed, oldest first
 * @param warnings what is odd but not in the way
 */
public record Status(
    String environment,
    String database,
    String server,
    String layout,
    boolean journalExists,
    List<AppliedMigration> applied,
    List<Migration> pending,
    List<String> pendingRepeatables,
    List<Migration> heads,
    List<AppliedMigration> changed,
    List<AppliedMigration> missing,
    @Nullable AppliedMigration interrupted,
    @Nullable Batch lastBatch,
    List<OpenChange> changes,
    List<Problem> warnings) {

  public Status {
    applied = List.copyOf(applied);
    pending = List.copyOf(pending);
    pendingRepeatables = List.copyOf(pendingRepeatables);
    heads = List.copyOf(heads);
    changed = List.copyOf(changed);
    missing = List.copyOf(missing);
    changes = List.copyOf(changes);
    warnings = List.copyOf(warnings);
  }

  /** Whether there is nothing to do and nothing wrong. */
  public boolean clean() {
    return pending.isEmpty()
        && pendingRepeatables.isEmpty()
        && changed.isEmpty()
        && missing.isEmpty()
        && interrupted == null;
  }

  /**
   * What one {@code up} applied.
   *
   * @param migrations how many of it are still applied
   */
  public record Batch(int number, int migrations, Instant at, String by) {}
}
