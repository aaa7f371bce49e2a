package dev.veery.postgres.rehearse.trace;

import dev.veery.core.rehearse.TargetSizes;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Reads how large the target is, from catalogs that every role may read, without a lock. */
public final class TargetLook {

  private TargetLook() {}

  /**
   * Sizes of all relations with rows. Where a table was never analysed its rows are what the
   * statistics have counted, and its size what that makes.
   *
   * @param session to the target
   */
  public static TargetSizes sizes(Session session) throws SQLException {
    Map<TracedObject, TargetSizes.Size> sizes = new HashMap<>();
    int page = 8192;
    session.query(
        """
        SELECT c.relkind::text, n.nspname::text, c.relname::text,
               greatest(c.reltuples::bigint, pg_catalog.pg_stat_get_live_tuples(c.oid)),
               c.relpages
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm', 'i') AND n.nspname NOT LIKE 'pg\\_%'
          AND n.nspname <> 'information_schema'
        UNION ALL
        -- A partitioned table is as large as its partitions.
        SELECT 'p', t.nspname::text, t.relname::text,
               sum(greatest(p.reltuples::bigint, pg_catalog.pg_stat_get_live_tuples(p.oid)))::bigint,
               sum(p.relpages)
        FROM (WITH RECURSIVE tree AS (
                SELECT c.oid AS root, c.oid AS part FROM pg_catalog.pg_class c
                WHERE c.relkind = 'p'
                UNION ALL
                SELECT tree.root, i.inhrelid FROM tree
                JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.part)
              SELECT n.nspname, c.relname, tree.part FROM tree
              JOIN pg_catalog.pg_class c ON c.oid = tree.root
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace) t
        JOIN pg_catalog.pg_class p ON p.oid = t.part AND p.relkind = 'r'
        GROUP BY t.nspname, t.relname
        """,
        row -> {
          long rows = Math.max(0, row.getLong(4));
          // A table that nobody has vacuumed says 0 pages; a hundred bytes a row is a fair guess.
          long bytes = row.getLong(5) == 0 ? rows * 100 : row.getLong(5) * page;
          sizes.put(
              new TracedObject(
                  TracedObject.Kind.ofRelation(row.getString(1)),
                  row.getString(2),
                  row.getString(3)),
              new TargetSizes.Size(rows, bytes));
        });
    return new TargetSizes(sizes);
  }
}
