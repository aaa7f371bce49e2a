package dev.veery.postgres.monitor;

import dev.veery.core.verify.Amount;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run must not do to a database. Null means no limit.
 *
 * @param maxWaiting sessions that wait for a lock
 * @param maxWait the longest wait for one
 * @param maxActive sessions that run something
 * @param maxRollbacks in a second
 * @param maxLag of a replica
 * @param stop whether a run is stopped at once instead of paused where it holds nothing
 * @param patience how long a run pauses before it stops
 */
public record GuardLimits(
    @Nullable Integer maxWaiting,
    @Nullable Duration maxWait,
    @Nullable Integer maxActive,
    @Nullable Integer maxRollbacks,
    @Nullable Duration maxLag,
    boolean stop,
    Duration patience) {

  public static final GuardLimits NONE =
      new GuardLimits(null, null, null, null, null, false, Duration.ofMinutes(5));

  /** Which limit is passed, in words; empty for none. */
  public String excess(Sample sample) {
    if (maxWaiting != null && sample.waiting() > maxWaiting) {
      return "sessions that wait for a lock: "
          + sample.waiting()
          + " (max-waiting = "
          + maxWaiting
          + ")";
    }
    if (maxWait != null && sample.longestWait().compareTo(maxWait) > 0) {
      return "a session has waited for a lock for "
          + Amount.age(sample.longestWait())
          + " (max-wait = "
          + Amount.age(maxWait)
          + ")";
    }
    if (maxActive != null && sample.active() > maxActive) {
      return "active sessions: " + sample.active() + " (max-active = " + maxActive + ")";
    }
    if (maxRollbacks != null && sample.rollbacks() > maxRollbacks) {
      return String.format(
          Locale.ROOT,
          "%.0f transactions a second are rolled back (max-rollbacks = %d)",
          sample.rollbacks(),
          maxRollbacks);
    }
    if (maxLag != null && sample.lag().compareTo(maxLag) > 0) {
      return "a replica is "
          + Amount.age(sample.lag())
          + " behind (max-lag = "
          + Amount.age(maxLag)
          + ")";
    }
    return "";
  }
}
