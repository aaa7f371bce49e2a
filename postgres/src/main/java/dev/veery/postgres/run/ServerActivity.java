package dev.veery.postgres.run;

import dev.veery.postgres.run.RunListener.Activity;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at one server process from another session. */
final class ServerActivity {

  private ServerActivity() {}

  /** What it is doing, or null when it is gone or idle. */
  static @Nullable Activity of(Session session, int pid, Eta eta) throws SQLException {
    String[] statement = new String[1];
    long[] millis = new long[1];
    String[] waits = {""};
    String[] progress = {""};
    int[] behind = new int[1];
    String[] holds = {""};
    session.query(
        "SELECT pg_catalog.left(pg_catalog.regexp_replace(query, '\\s+', ' ', 'g'), 200),"
            + " (extract(epoch FROM pg_catalog.clock_timestamp() - query_start) * 1000)::bigint,"
            + " wait_event_type, wait_event FROM pg_catalog.pg_stat_activity WHERE pid = "
            + pid
            + " AND state = 'active'; SELECT pg_catalog.string_agg(pg_catalog.format('pid %s (%s%s,"
            + " %s for %s s): %s', b.pid, coalesce(b.usename, 'the server"
            + " itself'), CASE WHEN b.application_name <> '' THEN ', ' ||"
            + " b.application_name ELSE '' END, b.state, extract(epoch FROM"
            + " pg_catalog.clock_timestamp() - b.xact_start)::bigint,"
            + " pg_catalog.left(pg_catalog.regexp_replace(pg_catalog.btrim(b.query), '\\s+', ' ', 'g'), 60)), '; ') FROM"
            + " pg_catalog.pg_stat_activity b WHERE b.pid = ANY (pg_catalog.pg_blocking_pids("
            + pid
            + ")); SELECT phase, percent FROM (SELECT pid, phase, CASE WHEN blocks_total > 0 THEN 100.0"
            + " * blocks_done / blocks_total WHEN tuples_total > 0 THEN 100.0 * tuples_done /"
            + " tuples_total END AS percent FROM pg_catalog.pg_stat_progress_create_index UNION ALL"
            + " SELECT pid, phase, 100.0 * heap_blks_scanned / nullif(heap_blks_total, 0) FROM"
            + " pg_catalog.pg_stat_progress_cluster UNION ALL SELECT pid, phase, 100.0 *"
            + " heap_blks_scanned / nullif(heap_blks_total, 0) FROM"
            + " pg_catalog.pg_stat_progress_vacuum UNION ALL SELECT pid, phase, 100.0 *"
            + " sample_blks_scanned / nullif(sample_blks_total, 0) FROM"
            + " pg_catalog.pg_stat_progress_analyze) AS p WHERE pid = "
            + pid
            + "; SELECT bytes_processed, tuples_processed FROM pg_catalog.pg_stat_progress_copy WHERE"
            + " pid = "
            + pid
            + "; SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity w WHERE w.wait_event_type ="
            + " 'Lock' AND "
            + pid
            + " = ANY (pg_catalog.pg_blocking_pids(w.pid)); SELECT pg_catalog.string_agg(DISTINCT"
            + " l.mode || ' on ' || l.relation::pg_catalog.regclass, ', ') FROM pg_catalog.pg_locks l"
            + " JOIN pg_catalog.pg_class c ON c.oid = l.relation WHERE l.granted AND c.relkind IN ('r',"
            + " 'p', 'm') AND c.oid >= 16384 AND l.mode NOT IN ('AccessShareLock', 'RowShareLock',"
            + " 'RowExclusiveLock') AND l.pid = "
            + pid,
        List.of(
            row -> {
              statement[0] = row.getString(1);
              millis[0] = row.getLong(2);
              if ("Lock".equals(row.getString(3))) {
                waits[0] = "a lock (" + row.getString(4) + ")";
              }
            },
            row -> {
              String blockers = row.getString(1);
              if (blockers != null) {
                waits[0] = blockers;
              }
            },
            row -> {
              String percent = row.getString(2);
              progress[0] =
                  eta.words(
                      row.getString(1),
                      percent == null ? -1 : Double.parseDouble(percent),
                      System.nanoTime());
            },
            row -> progress[0] = row.getLong(2) + " rows, " + row.getLong(1) / 1024 + " kB",
            row -> behind[0] = row.getInt(1),
            row -> {
              String locks = row.getString(1);
              holds[0] = locks == null ? "" : locks;
            }));
    return statement[0] == null
        ? null
        : new Activity(
            statement[0], Duration.ofMillis(millis[0]), waits[0], progress[0], behind[0], holds[0]);
  }
}
