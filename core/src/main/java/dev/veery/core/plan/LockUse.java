package dev.veery.core.plan;

import java.util.List;

/**
 * Whether others may have to wait behind a statement, told from its first words.
 *
 * <p>A lock that is waited for is already in everybody's way: PostgreSQL grants locks in the order
 * in which they were asked for, so a change of schema that waits for one slow reader stops every
 * reader that comes after it. Such a statement waits briefly and tries again. Commands that move
 * rows, and the forms made not to be in the way (CONCURRENTLY, VACUUM, ANALYZE), conflict with no
 * ordinary read or write of the table as a whole and wait for as long as the server lets them.
 */
public enum LockUse {
  /** It may take a lock on a whole table that reads or writes conflict with. */
  IN_THE_WAY,
  /** It takes none, or only at its end. */
  UNNOTICED;

  public static LockUse of(List<String> words) {
    if (words.isEmpty() || words.contains("concurrently")) {
      return UNNOTICED;
    }
    return switch (words.getFirst()) {
      case "alter", "create", "drop", "truncate", "lock", "reindex", "cluster", "refresh" ->
          IN_THE_WAY;
      case "vacuum" -> words.contains("full") ? IN_THE_WAY : UNNOTICED;
      default -> UNNOTICED;
    };
  }

  /** As {@link #of(List)}; what a Java migration does is not known, and its own business. */
  public static LockUse of(Step step) {
    return step.action() instanceof Step.Action.Sql sql ? of(sql.statement().words()) : UNNOTICED;
  }
}
