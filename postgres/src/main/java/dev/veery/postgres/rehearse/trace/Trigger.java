package dev.veery.postgres.rehearse.trace;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A trigger and whether it fires.
 *
 * @param oid its own
 * @param table its table's
 * @param name its own, or for those that enforce a foreign key that of the constraint
 * @param on false for one that is disabled
 */
record Trigger(long oid, long table, String name, boolean on) {

  private static final String QUERY =
      """
      SELECT t.oid::bigint, t.tgrelid::bigint, coalesce(k.conname, t.tgname)::text,
             t.tgenabled <> 'D'
      FROM pg_catalog.pg_trigger t
      LEFT JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint AND t.tgisinternal
      """;

  /** All of them. */
  static final String ALL = QUERY;

  /** Those of the tables that this session holds locks on. */
  static final String HELD =
      QUERY
          + """
          WHERE t.tgrelid IN (SELECT l.relation FROM pg_catalog.pg_locks l
                              WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation')
          """;

  static Trigger read(ResultSet row) throws SQLException {
    return new Trigger(row.getLong(1), row.getLong(2), row.getString(3), row.getBoolean(4));
  }
}
