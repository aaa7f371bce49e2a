package dev.veery.core.backfill;

import dev.veery.core.VeeryException;
import dev.veery.core.sql.SourcePosition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement that runs in batches, and how.
 *
 * @param sql its text
 * @param statement what can be cut into ranges of a key
 * @param options what its author asks for
 * @param idempotent whether its author says that running it on a row twice is the same as once
 */
public record BackfillSpec(
    String sql, SlicedStatement statement, BackfillOptions options, boolean idempotent) {

  public BackfillSpec {
    Objects.requireNonNull(statement);
    Objects.requireNonNull(options);
  }

  /**
   * Reads a statement that is to run in batches.
   *
   * @param sql UPDATE, DELETE or INSERT … SELECT
   * @param position where it stands, for messages; null for a statement that Veery made
   * @throws VeeryException with every reason why it cannot
   */
  public static BackfillSpec of(
      String sql, BackfillOptions options, boolean idempotent, @Nullable SourcePosition position) {
    return new BackfillSpec(
        sql, StatementSlicer.read(sql, idempotent, position), options, idempotent);
  }

  /**
   * The same with {@code now()} and its like standing still, as they do within one statement.
   *
   * @param time as {@code timestamptz} reads it
   */
  public BackfillSpec at(String time) {
    String stopped = Clocks.stopped(sql, time);
    return stopped.equals(sql) ? this : of(stopped, options, idempotent, null);
  }
}
