package dev.veery.postgres.rehearse.proof;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.rehearse.RoundTrip.Loss;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows the rows of a database as it changes, without reading all of them each time.
 *
 * <p>A table whose file is the same, whose columns have the same numbers, and for which the server
 * has counted no inserted, updated or deleted row in between, has the rows that it had. Only the
 * others are read again. Before PostgreSQL 15 the counters come late, and everything is read.
 */
public final class RowLedger {

  private static final int COUNTERS_SINCE = 15;

  private final Session live;
  private final Session worker;
  private final @Nullable Session base;
  private final @Nullable Catalog baseCatalog;

  /**
   * Rows as they were when {@link #signatures} were taken, of tables that are not as in the base.
   */
  private RowState known = RowState.none();

  private Map<String, String> signatures = new HashMap<>();
  private final Set<String> unlikeBase = new HashSet<>();

  /**
   * @param live a session to the database
   * @param worker the session that changes it, whose counters are asked for
   * @param base a session to a database from which this one was copied and that does not change;
   *     null where there is none
   * @param baseCatalog the schema of that one
   */
  public RowLedger(
      Session live, Session worker, @Nullable Session base, @Nullable Catalog baseCatalog) {
    this.live = live;
    this.worker = worker;
    this.base = base;
    this.baseCatalog = baseCatalog;
  }

  /**
   * Takes the present rows for those to compare with.
   *
   * @param catalog the schema as it is now
   */
  public void remember(Catalog catalog) throws SQLException {
    Map<String, String> now = read();
    boolean isFirst = signatures.isEmpty() && base != null;
    Set<String> touched = isFirst ? Set.of() : touched(now);
    unlikeBase.addAll(touched);
    known = known.with(RowState.read(live, catalog, touched::contains));
    signatures = now;
  }

  /**
   * What is not as remembered.
   *
   * @param catalog the schema as it is now
   */
  public List<Loss> losses(Catalog catalog) throws SQLException {
    Map<String, String> now = read();
    Set<String> touched = touched(now);
    signatures.keySet().stream().filter(name -> !now.containsKey(name)).forEach(touched::add);
    touched.retainAll(signatures.keySet());
    if (touched.isEmpty()) {
      return List.of();
    }
    RowState before = known.only(touched);
    if (base != null && baseCatalog != null) {
      RowState fromBase =
          RowState.read(
              base, baseCatalog, name -> touched.contains(name) && !unlikeBase.contains(name));
      before = fromBase.with(before);
    }
    return RowComparison.losses(before, RowState.read(live, catalog, touched::contains));
  }

  /** How many rows there are: those that were read, or where there is a base what is analyzed. */
  public long count() throws SQLException {
    if (base == null) {
      return known.only(signatures.keySet()).count();
    }
    String sum =
        live.value(
            "SELECT coalesce(sum(pg_catalog.pg_stat_get_live_tuples(c.oid)), 0)"
                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'");
    return sum == null ? 0 : Long.parseLong(sum);
  }

  private Set<String> touched(Map<String, String> now) {
    Set<String> touched = new HashSet<>();
    now.forEach((name, signature) -> {
      if (signature.isEmpty() || !signature.equals(signatures.get(name))) {
        touched.add(name);
      }
    });
    return touched;
  }

  /** What tells for each table whether its rows may have changed; empty where nothing does. */
  private Map<String, String> read() throws SQLException {
    boolean counts = live.connection().getMetaData().getDatabaseMajorVersion() >= COUNTERS_SINCE;
    if (counts) {
      // Each session hands its counts over when it is idle for long, or when asked.
      worker.execute("SELECT pg_catalog.pg_stat_force_next_flush()");
      live.execute("SELECT pg_catalog.pg_stat_force_next_flush()");
      live.execute("SELECT pg_catalog.pg_stat_clear_snapshot()");
    }
    Map<String, String> tables = new HashMap<>();
    List<String[]> rows = new ArrayList<>();
    live.query(
        """
        SELECT n.nspname, c.relname, c.oid || ' ' || c.relfilenode || ' '
               || coalesce(pg_stat_get_tuples_inserted(c.oid), 0) || ' '
               || coalesce(pg_stat_get_tuples_updated(c.oid), 0) || ' '
               || coalesce(pg_stat_get_tuples_deleted(c.oid), 0) || ' '
               || coalesce((SELECT string_agg(attname || attnum, ',' ORDER BY attnum)
                            FROM pg_catalog.pg_attribute a
                            WHERE a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped), '')
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        """,
        row -> rows.add(new String[] {row.getString(1), row.getString(2), row.getString(3)}));
    for (String[] row : rows) {
      tables.put(Identifiers.qualify(row[0], row[1]), counts ? row[2] : "");
    }
    return tables;
  }
}
