package dev.veery.postgres.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.sql.SourcePosition;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server knows about the table that a backfill walks through. */
final class TableKey {

  /**
   * A table.
   *
   * @param oid its identity
   * @param name with its schema, quoted where needed
   * @param kind {@code pg_class.relkind}
   * @param children whether other tables inherit from it
   * @param rows as far as the server knows, or null
   * @param columns types by name
   */
  record Table(
      long oid,
      String name,
      String kind,
      boolean children,
      @Nullable Long rows,
      Map<String, String> columns) {
    Table {
      columns = Map.copyOf(columns);
    }

    Table estimated(@Nullable Long some) {
      return new Table(oid, name, kind, children, some, columns);
    }
  }

  /** A unique index. */
  private record Candidate(
      String index,
      boolean primary,
      boolean nullable,
      boolean partial,
      boolean expressions,
      boolean ordered,
      List<String> columns,
      List<String> types) {
    boolean usable() {
      return !nullable && !partial && !expressions && ordered;
    }
  }

  private TableKey() {}

  /**
   * Finds the table by its name as written.
   *
   * @throws VeeryException when there is none, or it is no table
   */
  static Table table(Session session, BackfillSpec spec, @Nullable SourcePosition at)
      throws SQLException {
    String written = spec.statement().frame().table();
    Table[] found = new Table[1];
    Map<String, String> columns = new LinkedHashMap<>();
    String oid = "pg_catalog.to_regclass(" + Sql.literal(written) + ")";
    session.query(
        "SELECT attname, pg_catalog.format_type(atttypid, atttypmod) FROM"
            + " pg_catalog.pg_attribute WHERE attrelid = "
            + oid
            + " AND attnum > 0 AND NOT attisdropped ORDER BY attnum; SELECT c.oid,"
            + " pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),"
            + " c.relkind, c.relkind = 'r' AND EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE"
            + " inhparent = c.oid), (SELECT pg_catalog.sum(CASE WHEN l.reltuples >= 0 THEN"
            + " l.reltuples END)::bigint FROM pg_catalog.pg_class l WHERE l.oid = c.oid AND"
            + " l.relkind = 'r' OR l.oid IN (SELECT relid FROM"
            + " pg_catalog.pg_partition_tree(c.oid) WHERE isleaf)) FROM pg_catalog.pg_class c JOIN"
            + " pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = "
            + oid,
        List.of(
            row -> columns.put(row.getString(1), row.getString(2)),
            row -> {
              long rows = row.getLong(5);
              Long known = row.wasNull() ? null : rows;
              found[0] =
                  new Table(
                      row.getLong(1),
                      row.getString(2),
                      row.getString(3),
                      row.getBoolean(4),
                      known,
                      columns);
            }));
    Table table = found[0];
    if (table == null) {
      throw refuse("there is no table " + written, at, "look at its name and at search_path");
    }
    if (!table.kind.equals("r") && !table.kind.equals("p")) {
      throw refuse(
          written + " is no table but " + kind(table.kind) + ", which has no key to slice it by",
          at,
          "name the table behind it, or remove the mark -- veery: backfill");
    }
    return table.rows() == null ? table.estimated(estimate(session, table.name())) : table;
  }

  /** As the planner does, from the size of a table that nobody has analyzed yet. */
  private static @Nullable Long estimate(Session session, String table) throws SQLException {
    String plan = String.valueOf(session.value("EXPLAIN SELECT FROM " + table));
    int at = plan.indexOf(" rows=");
    int end = plan.indexOf(' ', at + 1);
    return at < 0 || end < 0 ? null : Long.valueOf(plan.substring(at + " rows=".length(), end));
  }

  private static String kind(String relkind) {
    return switch (relkind) {
      case "v" -> "a view";
      case "m" -> "a materialized view";
      case "f" -> "a foreign table";
      case "S" -> "a sequence";
      default -> "something else";
    };
  }

  /**
   * Chooses what to slice by: what the author names, the primary key, the smallest other unique key
   * without nulls, or the pages of the table.
   *
   * @param pages whether ranges of pages would be safe
   * @param whyNotPages why they would not be; completes "… because"
   * @throws VeeryException when there is nothing, with what is in the way of each unique index
   */
  static SliceKey choose(
      Session session,
      BackfillSpec spec,
      Table table,
      boolean pages,
      String whyNotPages,
      @Nullable SourcePosition at)
      throws SQLException {
    List<Candidate> candidates = candidates(session, table.oid);
    if (table.children && !spec.statement().frame().only()) {
      throw refuse(
          table.name + " has tables that inherit from it, and no key holds for all of them",
          at,
          "write one statement with ONLY for each of them");
    }
    List<String> wanted = spec.options().key();
    if (wanted.equals(List.of("ctid"))) {
      if (!pages || table.kind.equals("p")) {
        throw refuse(
            table.name + " cannot be sliced by ctid, because " + reason(table, whyNotPages),
            at,
            "slice it by a unique key");
      }
      return new SliceKey.Pages();
    }
    if (!wanted.isEmpty()) {
      return wanted(candidates, table, wanted, at);
    }
    Candidate best =
        candidates.stream()
            .filter(Candidate::usable)
            .min(
                Comparator.comparing((Candidate c) -> !c.primary)
                    .thenComparing(c -> c.columns.size())
                    .thenComparing(c -> !c.types.getFirst().matches("bigint|integer|smallint"))
                    .thenComparing(c -> c.index))
            .orElse(null);
    if (best != null) {
      return new SliceKey.Unique(best.columns, best.types);
    }
    if (pages && table.kind.equals("r")) {
      return new SliceKey.Pages();
    }
    StringBuilder why = new StringBuilder();
    for (Candidate candidate : candidates) {
      why.append("; ").append(candidate.index).append(' ').append(obstacle(candidate));
    }
    throw refuse(
        table.name
            + " has no primary key and no other unique key that it could be sliced by"
            + why
            + "; ranges of pages are not safe, because "
            + reason(table, whyNotPages),
        at,
        "add a unique index on columns that are NOT NULL, or remove the mark -- veery: backfill");
  }

  private static String reason(Table table, String whyNotPages) {
    return table.kind.equals("p") ? "it is partitioned" : whyNotPages;
  }

  private static SliceKey wanted(
      List<Candidate> candidates, Table table, List<String> wanted, @Nullable SourcePosition at) {
    for (String column : wanted) {
      if (!table.columns.containsKey(column)) {
        throw refuse(
            "the key names " + column + ", and " + table.name + " has no such column",
            at,
            "name columns of a unique index");
      }
    }
    String obstacle = "there is no unique index on exactly these columns in this order";
    for (Candidate candidate : candidates) {
      if (candidate.columns.equals(wanted)) {
        if (candidate.usable()) {
          return new SliceKey.Unique(candidate.columns, candidate.types);
        }
        obstacle = candidate.index + " " + obstacle(candidate);
      }
    }
    throw refuse(
        table.name + " cannot be sliced by " + String.join(", ", wanted) + ": " + obstacle,
        at,
        "leave the key out to let Veery choose, or name the columns of a unique index");
  }

  private static String obstacle(Candidate candidate) {
    if (candidate.expressions) {
      return "is on an expression";
    }
    if (candidate.partial) {
      return "does not hold every row (it has a WHERE)";
    }
    if (candidate.nullable) {
      return "has a column that may be null: rows with NULL would be passed over";
    }
    return "has an order of its own (operator class, collation or mixed directions)";
  }

  private static List<Candidate> candidates(Session session, long table) throws SQLException {
    List<Candidate> candidates = new ArrayList<>();
    session.query(
        """
        SELECT i.indexrelid::regclass::text, bool_or(i.indisprimary),
          bool_or(NOT coalesce(a.attnotnull, false)), bool_or(i.indpred IS NOT NULL),
          bool_or(i.indexprs IS NOT NULL),
          bool_and(o.opcdefault AND (i.indcollation[k.ord - 1] = 0
            OR i.indcollation[k.ord - 1] = a.attcollation))
            AND count(DISTINCT i.indoption[k.ord - 1] & 1) = 1,
          array_agg(coalesce(a.attname, '') ORDER BY k.ord)::text[],
          array_agg(pg_catalog.format_type(a.atttypid, a.atttypmod) ORDER BY k.ord)::text[]
        FROM pg_catalog.pg_index i
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, ord)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k.ord - 1]
        WHERE i.indrelid = %d AND i.indisunique AND i.indisvalid AND k.ord <= i.indnkeyatts
        GROUP BY i.indexrelid ORDER BY 1
        """
            .formatted(table),
        row ->
            candidates.add(
                new Candidate(
                    row.getString(1),
                    row.getBoolean(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getBoolean(5),
                    row.getBoolean(6),
                    texts(row.getArray(7)),
                    texts(row.getArray(8)))));
    return candidates;
  }

  private static List<String> texts(java.sql.Array array) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (Object text : (Object[]) array.getArray()) {
      texts.add(text == null ? "" : text.toString());
    }
    return texts;
  }

  private static VeeryException refuse(String message, @Nullable SourcePosition at, String remedy) {
    return new VeeryException(new Problem(ErrorCode.BACKFILL_KEY_ABSENT, message, at, remedy));
  }
}
