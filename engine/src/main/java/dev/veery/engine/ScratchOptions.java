package dev.veery.engine;

import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.rehearse.rows.SampleOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a scratch database is made from.
 *
 * @param from its starting point
 * @param keepAfter a state that took at least this long to make is kept in the cache for the next
 *     time; null leaves the cache alone
 * @param rows to fill a second database with; null leaves the tables empty
 * @param sample rows of the target to fill a second database with instead; they are not kept
 */
public record ScratchOptions(
    From from,
    @Nullable Duration keepAfter,
    @Nullable RowOptions rows,
    @Nullable SampleOptions sample) {

  public ScratchOptions(From from, @Nullable Duration keepAfter, @Nullable RowOptions rows) {
    this(from, keepAfter, rows, null);
  }

  /** A starting point. */
  public enum From {
    /** The applied migrations, run once more on an empty database. */
    HISTORY,
    /** The schema of the target as it is now. */
    TARGET,
    /** The database that {@code --scratch} names, with its rows: a copy of the real one. */
    COPY
  }

  public static final ScratchOptions DEFAULT =
      new ScratchOptions(From.HISTORY, Duration.ofSeconds(1), null);

  /** The same with rows. */
  public ScratchOptions with(RowOptions filled) {
    return new ScratchOptions(from, keepAfter, filled, null);
  }

  /** The same with rows of the target. */
  public ScratchOptions with(SampleOptions rowsOfTheTarget) {
    return new ScratchOptions(from, keepAfter, null, rowsOfTheTarget);
  }
}
