package dev.veery.postgres.lint;

import dev.veery.core.lint.LockMode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a server was seen to do while it ran a script.
 *
 * @param statements in order
 * @param failure the SQLSTATE with which the script failed, empty where it did not
 * @param message that came with it
 */
record Observed(List<Statement> statements, String failure, String message) {

  /**
   * One statement.
   *
   * @param locks the strongest lock on each table that its transaction held behind it; none for a
   *     statement that runs outside of a transaction
   * @param scanned tables that it read from end to end
   * @param rewritten tables whose file is another one
   */
  record Statement(
      String sql, Map<String, LockMode> locks, Set<String> scanned, Set<String> rewritten) {}

  boolean locks(String table, LockMode mode) {
    return statements.stream()
        .anyMatch(s -> s.locks().containsKey(table) && s.locks().get(table).compareTo(mode) >= 0);
  }

  boolean scans(String table) {
    return statements.stream().anyMatch(s -> s.scanned().contains(table));
  }

  boolean rewrites(String table) {
    return statements.stream().anyMatch(s -> s.rewritten().contains(table));
  }

  /** Whether it reads or writes all of a table while it holds at least that lock on it. */
  boolean worksUnder(String table, LockMode mode) {
    return statements.stream()
        .anyMatch(s ->
            s.locks().containsKey(table)
                && s.locks().get(table).compareTo(mode) >= 0
                && (s.scanned().contains(table) || s.rewritten().contains(table)));
  }
}
