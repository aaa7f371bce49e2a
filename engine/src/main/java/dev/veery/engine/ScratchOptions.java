package dev.veery.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a scratch database is made from.
 *
 * @param from its starting point
 * @param keepAfter a state that took at least this long to make is kept in the cache for the next
 *     time; null leaves the cache alone
 */
public record ScratchOptions(From from, @Nullable Duration keepAfter) {

  /** A starting point. */
  public enum From {
    /** The applied migrations, run once more on an empty database. */
    HISTORY,
    /** The schema of the target as it is now. */
    TARGET
  }

  public static final ScratchOptions DEFAULT =
      new ScratchOptions(From.HISTORY, Duration.ofSeconds(1));
}
