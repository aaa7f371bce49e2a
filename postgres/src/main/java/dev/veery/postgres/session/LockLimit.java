package dev.veery.postgres.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the server is asked to wait for a lock at most.
 *
 * <p>A configured limit says how long others may have to stand behind us. The server gives up when
 * its own timer fires; then it has to be scheduled, to end the transaction, and to let everybody in
 * the queue have their locks, one after the other, and all of that is part of what they wait. So it
 * is asked for a tenth less.
 */
public final class LockLimit {

  private LockLimit() {}

  /**
   * The value of {@code lock_timeout}.
   *
   * @param configured how long others may stand behind us; zero for ever, null for what the server
   *     does by itself
   * @return zero and null as they are, otherwise at least a millisecond
   */
  public static @Nullable Duration asked(@Nullable Duration configured) {
    if (configured == null || configured.isZero()) {
      return configured;
    }
    long millis = configured.toMillis();
    return Duration.ofMillis(Math.max(1, millis - millis / 10));
  }
}
