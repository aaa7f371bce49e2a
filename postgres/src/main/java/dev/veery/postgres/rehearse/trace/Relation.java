package dev.veery.postgres.rehearse.trace;

import dev.veery.core.rehearse.TracedObject;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A relation at one instant.
 *
 * @param oid that it keeps, whatever it is called
 * @param object as it is called now
 * @param table for an index that of its table; 0 otherwise
 * @param file its {@code relfilenode}: another number is another file
 * @param bytes of that file
 * @param valid false for an index that cannot be used
 * @param counters of the server
 */
record Relation(
    long oid,
    TracedObject object,
    long table,
    long file,
    long bytes,
    boolean valid,
    Counters counters) {

  /** {@code %s} is the prefix of the counters' functions and then the condition. */
  private static final String QUERY =
      """
      SELECT c.oid::bigint, c.relkind::text, n.nspname::text, c.relname::text,
             coalesce(i.indrelid, 0)::bigint, c.relfilenode::bigint,
             CASE WHEN c.relkind IN ('r', 'i', 'm', 'S')
                  THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END,
             coalesce(i.indisvalid, true),
             pg_catalog.pg_stat_get_#numscans(c.oid),
             pg_catalog.pg_stat_get_#tuples_returned(c.oid),
             pg_catalog.pg_stat_get_#tuples_fetched(c.oid),
             pg_catalog.pg_stat_get_#tuples_inserted(c.oid),
             pg_catalog.pg_stat_get_#tuples_updated(c.oid),
             pg_catalog.pg_stat_get_#tuples_deleted(c.oid),
             pg_catalog.pg_stat_get_#blocks_fetched(c.oid)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
      WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
        AND c.relkind IN ('r', 'p', 'i', 'I', 'm', 'S', 'f', 'v')
      """;

  /** All relations, with what the server has counted since it began to count. */
  static final String ALL = QUERY.replace("#", "");

  /**
   * Those that this session holds locks on, and their indexes, with what it has counted and not
   * handed in yet. A session can do nothing to a relation without a lock on it, and keeps the lock
   * to the end of the transaction.
   */
  static final String HELD =
      QUERY.replace("#", "xact_")
          + """
            AND (c.oid IN (SELECT l.relation FROM pg_catalog.pg_locks l
                           WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation')
              OR i.indrelid IN (SELECT l.relation FROM pg_catalog.pg_locks l
                           WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation'))
          """;

  /** Those that this session has counted something of and not handed in yet. */
  static final String COUNTED =
      QUERY.replace("#", "xact_")
          + " AND (pg_catalog.pg_stat_get_xact_blocks_fetched(c.oid) > 0"
          + " OR pg_catalog.pg_stat_get_xact_numscans(c.oid) > 0)";

  /** All relations, without a lock on any of them: sizes are 0. */
  static final String NAMES =
      ALL.replaceFirst("(?s)CASE WHEN c.relkind IN \\('r', 'i', 'm', 'S'\\).*?END", "0");

  static Relation read(ResultSet row) throws SQLException {
    return new Relation(
        row.getLong(1),
        new TracedObject(
            TracedObject.Kind.ofRelation(row.getString(2)), row.getString(3), row.getString(4)),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getBoolean(8),
        new Counters(
            row.getLong(9),
            row.getLong(10),
            row.getLong(11),
            row.getLong(12),
            row.getLong(13),
            row.getLong(14),
            row.getLong(15)));
  }

  /** The same with other counters. */
  Relation with(Counters others) {
    return new Relation(oid, object, table, file, bytes, valid, others);
  }

  /**
   * What the statistics system counts.
   *
   * @param scans from end to end; of an index: how often it was used
   * @param read rows that full scans gave
   * @param fetched rows that were found by an index
   * @param inserted rows
   * @param updated rows
   * @param deleted rows
   * @param blocks of 8 kB that were looked at
   */
  record Counters(
      long scans, long read, long fetched, long inserted, long updated, long deleted, long blocks) {

    static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0);

    /** What was counted in between; a TRUNCATE takes counts back, which is no work undone. */
    Counters since(Counters before) {
      return new Counters(
          Math.max(0, scans - before.scans),
          Math.max(0, read - before.read),
          Math.max(0, fetched - before.fetched),
          Math.max(0, inserted - before.inserted),
          Math.max(0, updated - before.updated),
          Math.max(0, deleted - before.deleted),
          Math.max(0, blocks - before.blocks));
    }

    Counters plus(Counters more) {
      return new Counters(
          scans + more.scans,
          read + more.read,
          fetched + more.fetched,
          inserted + more.inserted,
          updated + more.updated,
          deleted + more.deleted,
          blocks + more.blocks);
    }
  }
}
