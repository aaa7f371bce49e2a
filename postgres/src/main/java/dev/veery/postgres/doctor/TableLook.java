package dev.veery.postgres.doctor;

import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.Need.Relation;
import dev.veery.postgres.session.Session.RowReader;
import dev.veery.postgres.session.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables that the pending statements touch: how large they are, and in what state. Sizes come
 * from the catalog, not from {@code pg_relation_size}, which waits for whoever holds the table.
 */
final class TableLook implements Look {

  /** Fewer dead rows than this are nobody's business. */
  private static final long MANY_DEAD = 10_000;

  private final Set<Relation> tables;
  private final Limits limits;
  private final ServerLook server;
  private final List<Size> found = new ArrayList<>();

  /** One table as the server counts it. */
  private record Size(
      String name,
      long rows,
      long dead,
      long bytes,
      long heap,
      boolean vacuumed,
      boolean autovacuum,
      long freezeAge,
      boolean analysed,
      long freezeMaxAge,
      @Nullable String vacuum) {
    /** What vacuuming would give back to new rows. */
    long unused() {
      return rows + dead == 0 ? 0 : (long) (heap * ((double) dead / (rows + dead)));
    }
  }

  TableLook(Set<Relation> tables, Limits limits, ServerLook server) {
    this.tables = tables;
    this.limits = limits;
    this.server = server;
  }

  @Override
  public String title() {
    return "Tables that are touched";
  }

  @Override
  public String code() {
    return "tables";
  }

  @Override
  public String sql() {
    StringBuilder names = new StringBuilder("(NULL, NULL)");
    for (Relation table : tables) {
      names
          .append(", (")
          .append(table.schema() == null ? "NULL" : Sql.literal(table.schema()))
          .append(", ")
          .append(Sql.literal(table.name()))
          .append(")");
    }
    return """
    WITH RECURSIVE touched AS (
      SELECT DISTINCT c.oid FROM (VALUES %s) v (schema, name)
      CROSS JOIN LATERAL (SELECT k.oid FROM pg_catalog.pg_class k
        JOIN pg_catalog.pg_namespace n ON n.oid = k.relnamespace
        WHERE k.relname = v.name AND k.relkind IN ('r', 'p', 'm')
          AND CASE WHEN v.schema IS NULL THEN n.nspname = ANY (pg_catalog.current_schemas(true))
                   ELSE n.nspname = v.schema END
        ORDER BY pg_catalog.array_position(pg_catalog.current_schemas(true), n.nspname) LIMIT 1) c
    ), parts AS (
      SELECT t.oid AS root, t.oid FROM touched t
      UNION
      SELECT p.root, i.inhrelid FROM parts p JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
    )
    SELECT pg_catalog.format('%%s.%%s', n.nspname, r.relname),
      coalesce(sum(greatest(c.reltuples::bigint, pg_catalog.pg_stat_get_live_tuples(c.oid), 0)), 0)::bigint,
      coalesce(sum(pg_catalog.pg_stat_get_dead_tuples(c.oid)), 0)::bigint,
      coalesce(sum((c.relpages + coalesce(t.relpages, 0)
        + (SELECT coalesce(sum(x.relpages), 0) FROM pg_catalog.pg_index i
           JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid)) * b.size), 0)::bigint,
      coalesce(sum(c.relpages * b.size), 0)::bigint,
      bool_and(pg_catalog.pg_stat_get_last_autovacuum_time(c.oid) IS NOT NULL
        OR pg_catalog.pg_stat_get_last_vacuum_time(c.oid) IS NOT NULL),
      bool_and(NOT coalesce(c.reloptions @> '{autovacuum_enabled=false}'
        OR c.reloptions @> '{autovacuum_enabled=off}' OR c.reloptions @> '{autovacuum_enabled=0}', false)),
      coalesce(max(pg_catalog.age(nullif(c.relfrozenxid, '0'::xid))), 0)::bigint,
      bool_and(pg_catalog.pg_stat_get_last_analyze_time(c.oid) IS NOT NULL
        OR pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid) IS NOT NULL),
      pg_catalog.current_setting('autovacuum_freeze_max_age')::bigint,
      max(v.pid), bool_or(a.backend_type = 'autovacuum worker'),
      bool_or(a.query LIKE '%%(to prevent wraparound)%%')
    FROM parts p
    JOIN pg_catalog.pg_class r ON r.oid = p.root
    JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
    JOIN pg_catalog.pg_class c ON c.oid = p.oid
    LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
    LEFT JOIN pg_catalog.pg_stat_progress_vacuum v ON v.relid = c.oid
      AND v.datname = pg_catalog.current_database()
    LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = v.pid
    CROSS JOIN (SELECT pg_catalog.current_setting('block_size')::bigint AS size) b
    WHERE c.relkind IN ('r', 'm')
    GROUP BY 1 ORDER BY 4 DESC, 1
    """
        .formatted(names);
  }

  @Override
  public List<RowReader> readers() {
    return List.of(this::table);
  }

  private void table(ResultSet row) throws SQLException {
    found.add(
        new Size(
            row.getString(1),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getBoolean(6),
            row.getBoolean(7),
            row.getLong(8),
            row.getBoolean(9),
            row.getLong(10),
            vacuum(row)));
  }

  /** Who vacuums it at this moment: no change of the table gets past it. Null for nobody. */
  private static @Nullable String vacuum(ResultSet row) throws SQLException {
    int pid = row.getInt(11);
    if (pid == 0) {
      return null;
    }
    String table = row.getString(1);
    String held = " (pid " + pid + "): what changes the table waits for it";
    return row.getBoolean(13)
        ? "autovacuum prevents a wraparound of " + table + held + ", and it gives way to nobody"
        : row.getBoolean(12)
            ? "autovacuum is at work on " + table + held + ", or has it cancelled after a second"
            : "somebody vacuums " + table + held;
  }

  @Override
  public List<CheckLine> lines() {
    if (found.isEmpty()) {
      return List.of(
          CheckLine.tick(
              "table-sizes", "sizes", "nothing that is pending touches a table that is there"));
    }
    List<CheckLine> lines = new ArrayList<>();
    long total = found.stream().mapToLong(Size::bytes).sum();
    long rows = found.stream().mapToLong(Size::rows).sum();
    List<String> largest = new ArrayList<>();
    for (Size size : found.subList(0, Math.min(found.size(), limits.tables()))) {
      largest.add(
          size.name()
              + ": about "
              + Amount.number(size.rows())
              + " rows, "
              + Amount.bytes(size.bytes()));
    }
    lines.add(
        CheckLine.tick(
                "table-sizes",
                "sizes",
                found.size() == 1
                    ? largest.getFirst()
                    : found.size() + " tables, " + Amount.bytes(total) + " with their indexes")
            .details(found.size() == 1 ? List.of() : largest)
            .fact("tables", found.size())
            .fact("rows", rows)
            .fact("bytes", total));
    lines.add(dead());
    lines.add(disk(total, server.freeDisk()));
    lines.add(autovacuum());
    return lines;
  }

  private CheckLine dead() {
    List<String> many = new ArrayList<>();
    long dead = 0;
    long unused = 0;
    for (Size size :
        found.stream().sorted(Comparator.comparingLong(Size::dead).reversed()).toList()) {
      dead += size.dead();
      unused += size.unused();
      if (size.dead() >= MANY_DEAD && size.dead() * 5 > size.rows() + size.dead()) {
        many.add(
            size.name()
                + " has "
                + Amount.number(size.dead())
                + " dead rows beside "
                + Amount.number(size.rows())
                + " living ones, about "
                + Amount.bytes(size.unused())
                + " that nobody uses");
      }
    }
    CheckLine line =
        many.isEmpty()
            ? CheckLine.tick(
                "dead-rows", "dead rows", Amount.number(dead) + ", about " + Amount.bytes(unused))
            : CheckLine.warning(
                    "dead-rows",
                    "dead rows",
                    many.getFirst(),
                    "VACUUM (ANALYZE) it before: a scan or a rewrite reads them all")
                .details(many.subList(1, many.size()));
    return line.fact("deadRows", dead).fact("unusedBytes", unused);
  }

  private static CheckLine disk(long total, @Nullable Long free) {
    if (free == null) {
      return CheckLine.skipped(
              "disk",
              "disk",
              "the server does not tell how much is free; a rewrite of all of them needs up to "
                  + Amount.bytes(total)
                  + ", and as much WAL")
          .fact("neededBytes", total);
    }
    String what =
        Amount.bytes(free)
            + " free; a rewrite of all of them needs up to "
            + Amount.bytes(total)
            + ", and as much WAL";
    CheckLine line =
        total > free
            ? CheckLine.stop("disk", "disk", what, "make room: a full disk stops the server")
            : 2 * total > free
                ? CheckLine.warning(
                    "disk", "disk", what, "make room, or run the migrations one by one")
                : CheckLine.tick("disk", "disk", what);
    return line.fact("freeBytes", free).fact("neededBytes", total);
  }

  private CheckLine autovacuum() {
    List<String> odd = new ArrayList<>();
    for (Size size : found) {
      String vacuum = size.vacuum();
      if (vacuum != null) {
        odd.add(vacuum);
      }
    }
    boolean running = !odd.isEmpty();
    for (Size size : found) {
      if (size.freezeAge() > size.freezeMaxAge()) {
        odd.add(
            size.name()
                + " has rows that are "
                + Amount.number(size.freezeAge())
                + " transactions old: autovacuum is about to freeze them, and gives way to nobody then");
      } else if (!size.autovacuum()) {
        odd.add("autovacuum is off for " + size.name());
      } else if (size.rows() >= MANY_DEAD && !size.vacuumed()) {
        odd.add(size.name() + " has never been vacuumed since the statistics began");
      } else if (size.rows() >= MANY_DEAD && !size.analysed()) {
        odd.add(
            size.name()
                + " has never been analysed since the statistics began: its plans are guesses");
      }
    }
    return odd.isEmpty()
        ? CheckLine.tick("table-autovacuum", "vacuumed", "autovacuum looks after all of them")
        : CheckLine.warning(
                "table-autovacuum",
                "vacuumed",
                odd.getFirst(),
                running
                    ? "wait until it is done: SELECT * FROM pg_stat_progress_vacuum"
                    : "VACUUM (ANALYZE) them before")
            .details(odd.subList(1, odd.size()));
  }
}
