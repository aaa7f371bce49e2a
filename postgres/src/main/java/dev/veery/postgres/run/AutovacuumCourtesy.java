package dev.veery.postgres.run;

import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes autovacuum leave a table, as the server itself would.
 *
 * <p>Autovacuum holds {@code SHARE UPDATE EXCLUSIVE}, which a change of the schema conflicts with,
 * and on a large table for minutes; behind a backfill it comes for certain. The server ends it for
 * whoever has waited for {@code deadlock_timeout} (one second by default; {@code ProcSleep} in its
 * source, and "Routine Vacuuming" in its manual). A change with a shorter lock timeout gives up
 * just before, every time. So between two tries the table is asked for in the weakest mode that
 * autovacuum conflicts with, and for long enough: rows are read and written past such a request,
 * and nobody stands behind it. A vacuum that prevents wraparound stays, and so the next try may
 * fail as well.
 */
final class AutovacuumCourtesy {

  private AutovacuumCourtesy() {}

  /**
   * The table that a server process waits for while autovacuum has it, quoted; null for none. A
   * role that may not see what others do still sees their locks, and that this one has no user.
   *
   * @param session another one
   */
  static @Nullable String table(Session session, int pid) throws SQLException {
    return session.value(
        "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_locks w JOIN"
            + " pg_catalog.pg_class c ON c.oid = w.relation JOIN pg_catalog.pg_namespace n ON n.oid ="
            + " c.relnamespace WHERE w.pid = "
            + pid
            + " AND NOT w.granted AND c.relkind IN ('r', 'm') AND EXISTS (SELECT FROM"
            + " pg_catalog.pg_locks h JOIN pg_catalog.pg_stat_activity b ON b.pid = h.pid WHERE"
            + " h.database = w.database AND h.relation = w.relation AND h.granted AND h.mode ="
            + " 'ShareUpdateExclusiveLock' AND b.usesysid IS NULL) LIMIT 1");
  }

  /**
   * Asks.
   *
   * @param session outside a transaction
   * @param table quoted
   */
  static void ask(Session session, String table) {
    try {
      session.execute("BEGIN");
      session.value(
          "SELECT pg_catalog.set_config('lock_timeout', (least(setting::int, 5000) + 500)::text, true)"
              + " FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'");
      session.execute("LOCK TABLE ONLY " + table + " IN SHARE UPDATE EXCLUSIVE MODE");
    } catch (SQLException e) {
      // Somebody else is in the way as well, or the table is not ours to lock: the next try tells.
    } finally {
      session.rollbackQuietly();
    }
  }
}
