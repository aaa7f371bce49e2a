package dev.veery.postgres.run;

import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Recovery;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.postgres.session.Session;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries a segment again that gave up waiting for a lock.
 *
 * <p>Between two tries nothing is held and nobody waits behind us: that is the point of giving up
 * so soon. The pauses double up to {@link #LONGEST}, and are drawn at random from the upper half of
 * that, so that two runners, or a runner and a job that comes every second, do not meet again and
 * again. A deadlock is the same thing seen from the other side and is treated alike. Once the time
 * that the environment allows is over, the failure is reported as it is.
 */
final class LockRetry {

  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String DEADLOCK = "40P01";

  private final Session session;
  private final RunOptions options;
  private final RunListener listener;
  private final LeaseKeeper keeper;
  private final BooleanSupplier stopped;
  private final Random random = new Random();
  private long beganNanos;
  private int tries;

  /**
   * @param session that runs the segments
   * @param stopped whether somebody wants the run to end
   */
  LockRetry(
      Session session,
      RunOptions options,
      RunListener listener,
      LeaseKeeper keeper,
      BooleanSupplier stopped) {
    this.session = session;
    this.options = options;
    this.listener = listener;
    this.keeper = keeper;
    this.stopped = stopped;
  }

  /** A segment is tried for the first time. */
  void reset() {
    beganNanos = System.nanoTime();
    keeper.trying();
    tries = 0;
  }

  /**
   * What to try now, after a pause; null when the failure stands.
   *
   * @throws dev.veery.core.VeeryException when the lease is lost meanwhile
   */
  @Nullable Segment next(PlannedMigration migration, Segment segment, StepFailedException failure) {
    String state = failure.error().sqlState();
    Step step = failure.step();
    if (step == null || !(state.equals(LOCK_NOT_AVAILABLE) || state.equals(DEADLOCK))) {
      return null;
    }
    Segment again = again(segment);
    Duration left = options.lockRetry().minusNanos(System.nanoTime() - beganNanos);
    if (again == null || !left.isPositive()) {
      return null;
    }
    tries++;
    String vacuumed = keeper.vacuumed();
    Duration pause = vacuumed == null ? pause(left) : GLANCE;
    listener.lockNotFree(
        migration, step, new RunListener.LockWait(tries, pause, left, keeper.waitedFor()));
    if (vacuumed != null) {
      AutovacuumCourtesy.ask(session, vacuumed);
    }
    return sleep(pause) ? again : null;
  }

  /** Null where running it again could do something twice. */
  private static @Nullable Segment again(Segment segment) {
    return switch (segment) {
      case Segment.Transaction transaction ->
          transaction.steps().stream().anyMatch(s -> s.action() instanceof Step.Action.Java)
              ? null
              : transaction;
      case Segment.Backfill backfill ->
          new Segment.Backfill(backfill.step(), backfill.spec(), backfill.interrupted());
      // Its intent is on record by now, and the catalog is asked before it runs again.
      case Segment.Alone alone ->
          alone.recovery() instanceof Recovery.Undecidable
              ? null
              : new Segment.Alone(alone.step(), alone.recovery(), true);
    };
  }

  private Duration pause(Duration left) {
    Duration full = FIRST.multipliedBy(1L << Math.min(tries - 1, 10));
    long most = Math.min(full.toMillis(), LONGEST.toMillis());
    Duration drawn = Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    return drawn.compareTo(left) < 0 ? drawn : left;
  }

  /** Whether nobody has asked to stop meanwhile. */
  private boolean sleep(Duration pause) {
    long until = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() < until) {
      if (stopped.getAsBoolean()) {
        return false;
      }
      keeper.check();
      try {
        Thread.sleep(GLANCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return !stopped.getAsBoolean();
  }
}
