package dev.veery.core.rehearse;

import dev.veery.core.lint.LockMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom a lock on a table keeps waiting, by the manual's table of conflicting lock modes.
 *
 * @param reads {@code SELECT}
 * @param rowLocks {@code SELECT … FOR UPDATE} and its kin
 * @param writes {@code INSERT}, {@code UPDATE}, {@code DELETE}, {@code MERGE}
 * @param vacuum autovacuum, {@code ANALYZE} and what is done {@code CONCURRENTLY}; autovacuum does
 *     not wait but passes the table over
 * @param indexes {@code CREATE INDEX}
 * @param ddl every other change of the table
 */
public record Blocking(
    boolean reads, boolean rowLocks, boolean writes, boolean vacuum, boolean indexes, boolean ddl) {

  public static Blocking by(LockMode mode) {
    return new Blocking(
        mode.conflictsWith(LockMode.ACCESS_SHARE),
        mode.conflictsWith(LockMode.ROW_SHARE),
        mode.conflictsWith(LockMode.ROW_EXCLUSIVE),
        mode.conflictsWith(LockMode.SHARE_UPDATE_EXCLUSIVE),
        mode.conflictsWith(LockMode.SHARE),
        mode.conflictsWith(LockMode.ACCESS_EXCLUSIVE));
  }

  /** Whether an application notices. */
  public boolean application() {
    return reads || rowLocks || writes;
  }

  /** {@code reads, writes, other DDL, autovacuum}; {@code nothing} where that is so. */
  public String words() {
    List<String> words = new ArrayList<>();
    if (reads) {
      words.add("reads");
    } else if (rowLocks) {
      words.add("SELECT FOR UPDATE");
    }
    if (writes) {
      words.add("writes");
    }
    if (vacuum) {
      words.add("other DDL");
      words.add("autovacuum");
    } else if (indexes) {
      words.add("index builds and stronger DDL");
    } else if (ddl) {
      words.add("only DDL that needs the table alone");
    }
    return String.join(", ", words);
  }
}
