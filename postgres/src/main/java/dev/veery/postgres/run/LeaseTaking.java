package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.journal.ServerFacts;
import java.sql.SQLException;
import java.time.Duration;

/** Takes the lease, and waits for it while somebody else has it. */
final class LeaseTaking {

  private static final long GLANCE_MILLIS = 250;

  private LeaseTaking() {}

  /**
   * Returns with the lease.
   *
   * @throws VeeryException when it was not free in time
   */
  static Lease take(Journal journal, RunOptions options, RunListener listener, ServerFacts facts)
      throws SQLException {
    long began = System.nanoTime();
    while (true) {
      switch (journal.tryAcquire(options.actor(), options.command(), facts)) {
        case Lease.Attempt.Held held -> {
          return held.lease();
        }
        case Lease.Attempt.Busy busy -> {
          Duration waited = Duration.ofNanos(System.nanoTime() - began);
          listener.waitingForLease(busy.holder(), waited);
          if (options.leaseTimeout() != null && waited.compareTo(options.leaseTimeout()) > 0) {
            throw new VeeryException(
                new Problem(
                    ErrorCode.LEASE_TIMEOUT,
                    busy.holder().name()
                        + " has been at work since "
                        + busy.holder().since()
                        + " ("
                        + busy.holder().purpose()
                        + ")",
                    "run the same command again when it is done"));
          }
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(GLANCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VeeryException(
          new Problem(ErrorCode.INTERRUPTED, "interrupted while waiting for another runner", ""),
          e);
    }
  }
}
