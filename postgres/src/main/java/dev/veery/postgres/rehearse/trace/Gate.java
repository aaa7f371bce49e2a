package dev.veery.postgres.rehearse.trace;

import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Holds a lock on the tables that a statement names, so that the statement has to queue for its own
 * and can be seen there, however short it would have held it. {@code SHARE UPDATE EXCLUSIVE} is the
 * weakest mode that every schema change, {@code VACUUM} and concurrent index build conflicts with.
 * As soon as one was seen waiting its table is let go.
 */
final class Gate {

  private static final String LOCK = "LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE NOWAIT";

  private final Session session;
  private final Map<Long, TracedObject> tables = new LinkedHashMap<>();

  /**
   * @param session for the lock alone
   * @param sql the statement
   * @param known what it may name
   */
  Gate(Session session, String sql, Collection<Relation> known) {
    this.session = session;
    Map<Long, Relation> byOid = new LinkedHashMap<>();
    known.forEach(relation -> byOid.put(relation.oid(), relation));
    String text = sql.toLowerCase(Locale.ROOT);
    for (Relation relation : known) {
      if (mentions(text, relation.object().name())) {
        Relation table = relation.table() == 0 ? relation : byOid.get(relation.table());
        if (table != null && table.object().kind() == TracedObject.Kind.TABLE) {
          tables.put(table.oid(), table.object());
        }
      }
    }
  }

  /** Whether a name stands there as a word; too many cost nothing. */
  private static boolean mentions(String text, String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      boolean begins = at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1));
      int end = at + wanted.length();
      if (begins && (end == text.length() || !Character.isJavaIdentifierPart(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  void shut() {
    if (tables.isEmpty()) {
      return;
    }
    try {
      session.execute("BEGIN");
      for (TracedObject table : tables.values()) {
        session.execute("SAVEPOINT one");
        try {
          session.execute(LOCK.formatted(Identifiers.qualify(table.schema(), table.name())));
        } catch (SQLException e) {
          // Taken already, or not ours to lock: it goes without.
          session.execute("ROLLBACK TO one");
        }
      }
    } catch (SQLException e) {
      session.rollbackQuietly();
    }
  }

  /** Lets a table go; the others are held on. */
  void pass(long oid) {
    if (tables.remove(oid) != null) {
      session.rollbackQuietly();
      shut();
    }
  }

  void open() {
    if (!tables.isEmpty()) {
      tables.clear();
      session.rollbackQuietly();
    }
  }
}
