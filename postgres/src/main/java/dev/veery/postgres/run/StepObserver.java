package dev.veery.postgres.run;

import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.postgres.session.ServerError;

/**
 * Stands beside the session while it runs a plan: sees the server before and behind every
 * statement, and may stop the run. With an observer statements are sent one by one; without one
 * they share a round trip.
 *
 * <p>Calls come from the thread that runs, in this order for each statement: {@link #admit}, {@link
 * #before}, then {@link #after} and {@link #judge}, or {@link #failed}. {@link #ended} follows when
 * the transaction is over. An observer may use the session that runs between two statements, but
 * must leave its transaction, role and settings as they are.
 */
public interface StepObserver {

  /** Sees nothing and stops nothing. */
  StepObserver NONE = new StepObserver() {};

  /**
   * Nothing of the statement has been sent, and for one outside a transaction its intent is not on
   * record yet.
   *
   * @throws dev.veery.core.VeeryException to stop here; the transaction that is open is rolled back
   */
  default void admit(PlannedMigration migration, Step step) {}

  /**
   * The statement is sent next.
   *
   * @param transaction whether it runs in one; its {@code BEGIN} has been sent
   */
  default void before(PlannedMigration migration, Step step, boolean transaction) {}

  /** It has happened; its transaction, if it runs in one, is still open. */
  default void after(PlannedMigration migration, Step step, boolean transaction) {}

  /**
   * It has happened and, when it ran outside a transaction, is on record.
   *
   * @throws dev.veery.core.VeeryException to stop here; the transaction that is open is rolled back
   */
  default void judge(PlannedMigration migration, Step step) {}

  /** The server refused it; the transaction is not rolled back yet. */
  default void failed(PlannedMigration migration, Step step, ServerError error) {}

  /** The transaction is over, or the statement outside of one is on record. */
  default void ended(boolean committed) {}
}
