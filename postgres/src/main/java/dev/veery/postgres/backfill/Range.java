package dev.veery.postgres.backfill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a backfill in the hands of one worker.
 *
 * @param cursor up to here it is done; null for the beginning of the table
 * @param upper its end, inclusive
 * @param token that its batches carry
 */
record Range(int pass, int number, @Nullable List<String> cursor, List<String> upper, long token) {
  Range {
    cursor = cursor == null ? null : List.copyOf(cursor);
    upper = List.copyOf(upper);
  }
}
