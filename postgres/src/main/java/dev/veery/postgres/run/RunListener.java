package dev.veery.postgres.run;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.postgres.backfill.BackfillProgress;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.online.Insistence;
import dev.veery.postgres.session.Session.Notice;
import java.time.Duration;
import java.util.List;

/**
 * What happens during a run, as it happens. Calls come from the thread that runs, except {@link
 * #activity}; a listener must not block for long and must not throw.
 */
public interface RunListener {

  /** The journal has a row for the run; {@link #runStarted} follows. */
  default void runOpened(long runId) {}

  /** Nothing has been sent yet. */
  default void runStarted(Plan plan) {}

  /** What the plan could destroy was kept, before anything was sent. */
  default void kept(String backup, int tables, long rows, Duration duration) {}

  /** Another runner is at work; called about once a second while waiting. */
  default void waitingForLease(Lease.Holder holder, Duration waited) {}

  default void migrationStarted(PlannedMigration migration) {}

  /**
   * Statements are on their way: all of a transaction, or one that stands alone. With several on
   * the wire, {@link #activity} tells which one the server is at.
   */
  default void stepsStarted(PlannedMigration migration, List<Step> steps) {}

  /** They are committed. */
  default void stepsFinished(PlannedMigration migration, List<Step> steps, Duration duration) {}

  /** An interrupted step turned out to have happened, or was cleaned up to run again. */
  default void stepRecovered(PlannedMigration migration, Step step, String what) {}

  /** The server said something without failing, or the script echoes. */
  default void notice(PlannedMigration migration, Notice notice) {}

  /** What the server is doing for us now; about once a second, from another thread. */
  default void activity(Activity activity) {}

  /** A lock could not be had in time. Everything was given back; another try follows a pause. */
  default void lockNotFree(PlannedMigration migration, Step step, LockWait wait) {}

  /** Somebody who is in the way is made to go, because the environment says so. */
  default void blockerRemoved(Insistence.Removed removed) {}

  /** How far a statement that runs in batches is; about twice a second. */
  default void backfill(PlannedMigration migration, Step step, BackfillProgress progress) {}

  default void migrationFinished(PlannedMigration migration, Duration duration) {}

  /** Something odd that does not stop the run. */
  default void warning(Problem problem) {}

  default void runFinished(RunResult result) {}

  /**
   * What the server is doing for us.
   *
   * @param statement the statement that it is at
   * @param running since it began
   * @param waitsFor what it waits for, in words; empty while it works
   * @param progress in words with a percentage where the server tells; empty otherwise
   * @param behind how many sessions wait for a lock that we hold or wait for
   * @param holds the locks that we hold in the way of writes or of other changes, such as {@code
   *     ShareLock on orders}; empty for none
   */
  record Activity(
      String statement,
      Duration running,
      String waitsFor,
      String progress,
      int behind,
      String holds) {}

  /**
   * Between two tries for a lock.
   *
   * @param tries so far, at least 1
   * @param pause until the next one
   * @param left of the time that is allowed for trying
   * @param waitedFor who was in the way, in words; empty where nobody was seen
   */
  record LockWait(int tries, Duration pause, Duration left, String waitedFor) {}
}
