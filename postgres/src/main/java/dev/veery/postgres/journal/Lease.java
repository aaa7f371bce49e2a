package dev.veery.postgres.journal;

import java.time.Duration;
import java.time.Instant;

/**
 * The right to write to the journal.
 *
 * @param token the fencing token: larger than that of every holder before
 */
public record Lease(long token) {

  /**
   * Whether a history that was read before is still true: nobody has held the lease since.
   *
   * @param head of that history
   */
  public boolean follows(long head) {
    return token == head + 1;
  }

  /**
   * How long a lease lives without a heartbeat. It only matters where the holder's server process
   * cannot be asked for (behind a proxy, or cut off by the network): otherwise a lease ends with
   * the session of its holder, at once.
   */
  public static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);

  /** How often a holder says that it is there. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** What came of asking for the lease. */
  public sealed interface Attempt {
    /** It is ours. */
    record Held(Lease lease) implements Attempt {}

    /** Somebody else has it. */
    record Busy(Holder holder) implements Attempt {}
  }

  /**
   * Who has the lease.
   *
   * @param name user and host
   * @param purpose the command
   * @param backendPid the server process, or 0 behind a proxy
   * @param since by the server's clock
   */
  public record Holder(String name, String purpose, int backendPid, Instant since) {}
}
