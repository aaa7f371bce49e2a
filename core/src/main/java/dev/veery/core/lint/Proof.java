package dev.veery.core.lint;

/**
 * A claim of a rule that a real server can confirm. The tests run every bad example and look; for
 * {@link Locks} with a scan or a rewrite they also look that no statement of the good example works
 * on the table for long under that lock.
 */
public sealed interface Proof {

  /** The statement takes at least this lock on that table. */
  record Locks(String table, LockMode mode) implements Proof {}

  /** It reads the whole table. */
  record Scans(String table) implements Proof {}

  /** It writes the whole table anew: its file is another one afterwards. */
  record Rewrites(String table) implements Proof {}

  /** The script fails with this SQLSTATE. */
  record Fails(String sqlState) implements Proof {}

  /**
   * After the script a query that the application may run fails with this SQLSTATE, while it worked
   * before.
   */
  record Breaks(String query, String sqlState) implements Proof {}

  static Proof locks(String table, LockMode mode) {
    return new Locks(table, mode);
  }

  static Proof scans(String table) {
    return new Scans(table);
  }

  static Proof rewrites(String table) {
    return new Rewrites(table);
  }

  static Proof fails(String sqlState) {
    return new Fails(sqlState);
  }

  static Proof breaks(String query, String sqlState) {
    return new Breaks(query, sqlState);
  }
}
