package dev.veery.postgres.backfill;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the environment puts up with while rows are moved.
 *
 * @param lag how far a standby may fall behind; null for any distance
 * @param waiting how many sessions may wait for locks of ours before it slows down; null for any
 *     number
 * @param walBytes how many bytes of WAL the whole server may write in a second; null for any number
 * @param probe a query whose first value says whether to go on: false and NULL let it wait; null
 *     for none
 */
public record Limits(
    @Nullable Duration lag,
    @Nullable Integer waiting,
    @Nullable Long walBytes,
    @Nullable String probe) {

  /** Ten seconds of lag, nobody waiting. */
  public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 0, null, null);

  /** Whether nothing has to be looked at. */
  boolean isNone() {
    return lag == null && waiting == null && walBytes == null && probe == null;
  }
}
