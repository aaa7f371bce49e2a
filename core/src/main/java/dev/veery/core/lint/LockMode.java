package dev.veery.core.lint;

import java.util.Locale;

/**
 * The table-level locks of PostgreSQL, weakest first. The conflicts are those of the manual's table
 * "Conflicting Lock Modes" (chapter "Explicit Locking").
 */
public enum LockMode {
  ACCESS_SHARE("AccessShareLock", 0b1000_0000, "no read and no write"),
  ROW_SHARE("RowShareLock", 0b1100_0000, "no read and no write"),
  ROW_EXCLUSIVE("RowExclusiveLock", 0b1111_0000, "no read and no write"),
  SHARE_UPDATE_EXCLUSIVE(
      "ShareUpdateExclusiveLock", 0b1111_1000, "no read and no write, only VACUUM and other DDL"),
  SHARE("ShareLock", 0b1110_1100, "every write, but no read"),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock", 0b1111_1100, "every write, but no read"),
  EXCLUSIVE("ExclusiveLock", 0b1111_1110, "every write and SELECT FOR UPDATE, but no plain read"),
  ACCESS_EXCLUSIVE("AccessExclusiveLock", 0b1111_1111, "every read and every write");

  private final String catalogName;

  /** Bit {@code n} stands for the mode with ordinal {@code n}. */
  private final int conflicts;

  private final String blocked;

  LockMode(String catalogName, int conflicts, String blocked) {
    this.catalogName = catalogName;
    this.conflicts = conflicts;
    this.blocked = blocked;
  }

  /** Whether two transactions cannot hold these locks on one table at the same time. */
  public boolean conflictsWith(LockMode other) {
    return (conflicts >> other.ordinal() & 1) != 0;
  }

  /** Whether INSERT, UPDATE, DELETE and MERGE have to wait for it. */
  public boolean blocksWrites() {
    return conflictsWith(ROW_EXCLUSIVE);
  }

  /** Whether a plain SELECT has to wait for it. */
  public boolean blocksReads() {
    return conflictsWith(ACCESS_SHARE);
  }

  /** Completes "it blocks …": {@code every write, but no read, of orders}. */
  public String blocks(String table) {
    return blocked.contains(",") ? blocked + ", of " + table : blocked + " of " + table;
  }

  /** As {@code pg_locks.mode} says it: {@code ShareRowExclusiveLock}. */
  public String catalogName() {
    return catalogName;
  }

  /** As {@code LOCK TABLE … IN … MODE} says it: {@code SHARE ROW EXCLUSIVE}. */
  public String words() {
    return name().replace('_', ' ');
  }

  /** The stronger of both. */
  public LockMode or(LockMode other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /**
   * The mode that {@code pg_locks} or {@code LOCK TABLE} calls by this name, in any case.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static LockMode of(String text) {
    for (LockMode mode : values()) {
      if (mode.catalogName.equalsIgnoreCase(text)
          || mode.words().equals(text.toUpperCase(Locale.ROOT))) {
        return mode;
      }
    }
    throw new IllegalArgumentException("no lock mode: " + text);
  }
}
