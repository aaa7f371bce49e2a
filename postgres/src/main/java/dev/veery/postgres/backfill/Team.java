package dev.veery.postgres.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the workers of one process share: what was last heard of the backfill, and its end. */
final class Team {

  private final Setup setup;
  private final Supplier<Brake> brake;
  private final AtomicReference<BackfillRow> latest;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean over;
  private volatile int batch;

  /**
   * @param brake how much slower to go, asked at each batch
   */
  Team(Setup setup, BackfillRow backfill, Supplier<Brake> brake) {
    this.setup = setup;
    this.brake = brake;
    this.latest = new AtomicReference<>(backfill);
  }

  BackfillRow latest() {
    return latest.get();
  }

  void heard(BackfillRow row) {
    latest.set(row);
  }

  Brake brake() {
    return brake.get();
  }

  /** Rows of the last batch of anybody. */
  int batch() {
    return batch;
  }

  void batch(int rows) {
    batch = rows;
  }

  /** The first failure is the one that is told; the others stop for it. */
  void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  @Nullable Throwable failure() {
    return failure.get();
  }

  /** The others are to come home. */
  void end() {
    over = true;
  }

  boolean over() {
    return over;
  }

  /**
   * To be asked before every batch.
   *
   * @throws VeeryException when the work must end
   */
  void check() {
    setup.check().run();
    if (setup.stopped().getAsBoolean()) {
      throw new VeeryException(
          new Problem(ErrorCode.INTERRUPTED, "interrupted", "the same command goes on from here"));
    }
    if (failure.get() != null) {
      over = true;
    }
    BackfillRow row = latest.get();
    if (row.state() == BackfillState.CANCELLED) {
      throw new VeeryException(
          new Problem(
              ErrorCode.BACKFILL_CANCELLED,
              "backfill "
                  + row.id()
                  + " was cancelled"
                  + (row.saidBy() == null ? "" : " by " + row.saidBy()),
              "run the same command again to go on, or take the migration back: veery down"));
    }
  }

  /** Sleeps in short pieces, so that nobody waits long for an end. */
  void sleep(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0 && !over; left = until - System.nanoTime()) {
      check();
      try {
        Thread.sleep(Duration.ofNanos(Math.min(100_000_000, left)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new VeeryException(
            new Problem(ErrorCode.INTERRUPTED, "interrupted", "the same command goes on from here"),
            e);
      }
    }
  }
}
