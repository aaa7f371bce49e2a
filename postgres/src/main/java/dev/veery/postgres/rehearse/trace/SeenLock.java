package dev.veery.postgres.rehearse.trace;

import dev.veery.core.lint.LockMode;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock in {@code pg_locks} on something that is committed.
 *
 * @param oid of the relation; 0 for what is none
 * @param table for an index that of its table; otherwise 0
 */
record SeenLock(long oid, long table, TracedObject object, LockMode mode) {

  /**
   * What is locked as a whole and not with a relation: to drop something locks every part of it by
   * itself, which tells nobody anything.
   */
  private static final String WHOLE =
      """
      (l.classid IN ('pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_proc'::regclass,
                     'pg_catalog.pg_extension'::regclass, 'pg_catalog.pg_publication'::regclass,
                     'pg_catalog.pg_foreign_server'::regclass)
       OR l.classid = 'pg_catalog.pg_type'::regclass
          AND l.objid IN (SELECT t.oid FROM pg_catalog.pg_type t
                          WHERE t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c'
                            AND (SELECT k.relkind FROM pg_catalog.pg_class k
                                 WHERE k.oid = t.typrelid) = 'c'))
      """;

  /**
   * Gives names to locks that were seen by number.
   *
   * @param known relations as they were before
   */
  static Map<SeenLock, LockPoll.Sight> named(
      Map<LockPoll.Raw, LockPoll.Sight> raw, Session observing, ServerState known)
      throws SQLException {
    Map<SeenLock, LockPoll.Sight> named = new LinkedHashMap<>();
    for (Map.Entry<LockPoll.Raw, LockPoll.Sight> entry : raw.entrySet()) {
      LockPoll.Raw lock = entry.getKey();
      Relation relation = known.relation(lock.relation());
      if (relation != null) {
        named.put(
            new SeenLock(relation.oid(), relation.table(), relation.object(), lock.mode()),
            entry.getValue());
      } else if (lock.relation() == 0) {
        String described = describe(observing, lock);
        if (described != null) {
          named.put(
              new SeenLock(
                  0, 0, new TracedObject(TracedObject.Kind.OTHER, "", described), lock.mode()),
              entry.getValue());
        }
      }
    }
    return named;
  }

  private static @Nullable String describe(Session observing, LockPoll.Raw lock)
      throws SQLException {
    return observing.value(
        "SELECT pg_catalog.pg_describe_object(l.classid, l.objid, 0) FROM (VALUES (%d::oid, %d::oid))"
                .formatted(lock.catalog(), lock.object())
            + " AS l (classid, objid) WHERE "
            + WHOLE);
  }

  /**
   * What a process holds or waits for. Asked from another session, whose view of the catalog knows
   * only what is committed: what the process has made in its open transaction has no name here, and
   * what it has renamed has its old one.
   */
  static Set<SeenLock> of(Session observing, int pid, String journalSchema) throws SQLException {
    Set<SeenLock> locks = new LinkedHashSet<>();
    observing.query(
        """
        SELECT coalesce(c.oid, 0)::bigint, c.relkind::text, n.nspname::text, c.relname::text, l.mode,
               CASE WHEN l.locktype = 'object'
                    THEN pg_catalog.pg_describe_object(l.classid, l.objid, 0) END,
               coalesce(i.indrelid, 0)::bigint
        FROM pg_catalog.pg_locks l
        LEFT JOIN pg_catalog.pg_class c ON l.locktype = 'relation' AND c.oid = l.relation
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
        WHERE l.pid = %d AND l.mode <> 'SIReadLock'
          AND l.database IN (0, (SELECT d.oid FROM pg_catalog.pg_database d
                                 WHERE d.datname = pg_catalog.current_database()))
          AND (l.locktype = 'relation' AND c.oid >= 16384 AND n.nspname NOT LIKE 'pg\\_%%'
            OR l.locktype = 'object'
               AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
               AND %s)
        """
            .formatted(pid, WHOLE),
        row -> {
          LockMode mode = LockMode.of(row.getString(5));
          String described = row.getString(6);
          if (row.getLong(1) != 0) {
            TracedObject object =
                new TracedObject(
                    TracedObject.Kind.ofRelation(row.getString(2)),
                    row.getString(3),
                    row.getString(4));
            if (!object.schema().equals(journalSchema)) {
              locks.add(new SeenLock(row.getLong(1), row.getLong(7), object, mode));
            }
          } else if (described != null) {
            locks.add(
                new SeenLock(0, 0, new TracedObject(TracedObject.Kind.OTHER, "", described), mode));
          }
        });
    return locks;
  }
}
