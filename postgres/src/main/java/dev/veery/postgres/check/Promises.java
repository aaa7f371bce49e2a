package dev.veery.postgres.check;

import dev.veery.core.sql.Identifiers;
import dev.veery.core.verify.PlanNeeds.UniqueToBe;
import dev.veery.postgres.check.Promise.Holds;
import dev.veery.postgres.check.Promise.References;
import dev.veery.postgres.check.Promise.Unique;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Session.RowReader;
import dev.veery.postgres.session.Sql;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the catalog says about rows, and what it says about itself, in one round trip. */
final class Promises {

  final List<Promise> promises = new ArrayList<>();
  final List<String> unchecked = new ArrayList<>();
  final List<String> invalidIndexes = new ArrayList<>();
  final List<String> withoutIndex = new ArrayList<>();
  final List<String> disabledInternal = new ArrayList<>();
  final List<String> disabled = new ArrayList<>();
  final List<Numbers> sequences = new ArrayList<>();

  /**
   * A sequence and the column that it feeds.
   *
   * @param next the number that it gives next
   */
  record Numbers(
      String sequence,
      String table,
      String column,
      long next,
      boolean descending,
      boolean readable) {}

  private static final String SCHEMAS =
      "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND n.nspname <> {journal}";

  private static final String SQL =
      """
      SELECT k.contype::text, k.conname, pg_catalog.format('%I.%I', n.nspname, t.relname),
        array(SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY x (num, i)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.num ORDER BY x.i),
        CASE WHEN k.confrelid <> 0 THEN k.confrelid::pg_catalog.regclass::text END,
        array(SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY x (num, i)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.num ORDER BY x.i),
        k.confmatchtype = 'f', k.convalidated, pg_catalog.pg_get_expr(k.conbin, k.conrelid),
        pg_catalog.has_table_privilege(k.conrelid, 'SELECT')
          AND (k.confrelid = 0 OR pg_catalog.has_table_privilege(k.confrelid, 'SELECT')),
        coalesce((pg_catalog.to_jsonb(k) ->> 'conperiod')::boolean, false),
        t.relkind = 'p', (SELECT r.relkind = 'p' FROM pg_catalog.pg_class r WHERE r.oid = k.confrelid),
        k.connoinherit
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      WHERE (k.contype IN ('f', 'c') OR k.contype = 'n' AND NOT k.convalidated) AND k.conparentid = 0
        -- What is inherited is looked at with the parent.
        AND (k.contype = 'f' OR k.coninhcount = 0)
        AND coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::boolean, true) AND {schemas}
      ORDER BY 3, 2;
      SELECT pg_catalog.format('%I.%I', n.nspname, x.relname), pg_catalog.format('%I.%I', n.nspname, t.relname),
        i.indisunique,
        array(SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY x (num, i)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = x.num
          WHERE x.i <= i.indnkeyatts ORDER BY x.i),
        i.indexprs IS NULL, coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), ''),
        coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
        pg_catalog.has_table_privilege(i.indrelid, 'SELECT')
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
      JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      WHERE NOT (i.indisvalid AND i.indisready) AND x.relkind = 'i' AND {schemas}
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = x.oid)
      ORDER BY 1;
      SELECT pg_catalog.format('%s on %I.%I (%s)', k.conname, n.nspname, t.relname,
        (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY x.i)
         FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY x (num, i)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.num))
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      WHERE k.contype = 'f' AND k.conparentid = 0 AND {schemas}
        -- Its columns, in whatever order, at the beginning of an index of all rows.
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid
          AND i.indpred IS NULL AND (SELECT pg_catalog.count(*) FROM pg_catalog.unnest((i.indkey::int2[])[0:pg_catalog.cardinality(k.conkey) - 1]) AS x (num)
            WHERE x.num = ANY (k.conkey)) = pg_catalog.cardinality(k.conkey))
      ORDER BY 1;
      SELECT pg_catalog.format('%s on %I.%I', g.tgname, n.nspname, t.relname), g.tgisinternal, g.tgenabled::text,
        coalesce((SELECT conname FROM pg_catalog.pg_constraint k WHERE k.oid = g.tgconstraint), ''),
        pg_catalog.format('%I.%I', n.nspname, t.relname)
      FROM pg_catalog.pg_trigger g
      JOIN pg_catalog.pg_class t ON t.oid = g.tgrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      WHERE g.tgenabled IN ('D', 'R') AND g.tgparentid = 0 AND {schemas} ORDER BY 1;
      SELECT pg_catalog.format('%I.%I', sn.nspname, s.relname), pg_catalog.format('%I.%I', n.nspname, t.relname),
        pg_catalog.quote_ident(a.attname), coalesce(v.last_value + q.seqincrement, q.seqstart), q.seqincrement < 0,
        pg_catalog.has_table_privilege(t.oid, 'SELECT') AND v.may
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
      JOIN pg_catalog.pg_class s ON s.oid = q.seqrelid
      JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
      JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      CROSS JOIN LATERAL (SELECT pg_catalog.has_sequence_privilege(q.seqrelid, 'SELECT,USAGE') AS may,
        CASE WHEN pg_catalog.has_sequence_privilege(q.seqrelid, 'SELECT,USAGE')
          THEN pg_catalog.pg_sequence_last_value(q.seqrelid) END AS last_value) v
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        AND d.refobjsubid > 0 AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) AND {schemas}
      ORDER BY 1;
      SELECT v.i, pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.has_table_privilege(c.oid, 'SELECT')
      FROM (VALUES {unique}) v (i, schema, name)
      CROSS JOIN LATERAL (SELECT k.oid, k.relname, k.relnamespace FROM pg_catalog.pg_class k
        JOIN pg_catalog.pg_namespace m ON m.oid = k.relnamespace
        WHERE k.relname = v.name AND k.relkind IN ('r', 'p')
          AND CASE WHEN v.schema IS NULL THEN m.nspname = ANY (pg_catalog.current_schemas(true)) ELSE m.nspname = v.schema END
        ORDER BY pg_catalog.array_position(pg_catalog.current_schemas(true), m.nspname) LIMIT 1) c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      """;

  /** Reads them; {@code pending} is what a plan is going to make unique. */
  static Promises read(Session session, String journalSchema, List<UniqueToBe> pending)
      throws SQLException {
    Promises found = new Promises();
    StringBuilder names = new StringBuilder("(-1, NULL, NULL)");
    for (int i = 0; i < pending.size(); i++) {
      UniqueToBe one = pending.get(i);
      names
          .append(", (")
          .append(i)
          .append(", ")
          .append(one.table().schema() == null ? "NULL" : Sql.literal(one.table().schema()))
          .append(", ")
          .append(Sql.literal(one.table().name()))
          .append(")");
    }
    String sql =
        SQL.replace("{schemas}", SCHEMAS)
            .replace("{journal}", Sql.literal(journalSchema))
            .replace("{unique}", names);
    List<RowReader> readers =
        List.of(
            found::constraint,
            found::index,
            row -> found.withoutIndex.add(row.getString(1)),
            found::trigger,
            row ->
                found.sequences.add(
                    new Numbers(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getBoolean(5),
                        row.getBoolean(6))),
            row -> {
              UniqueToBe one = pending.get(row.getInt(1));
              found.promises.add(
                  new Unique(
                      String.join(", ", one.columns()),
                      row.getString(2),
                      one.columns().stream().map(Identifiers::quote).toList(),
                      "",
                      false,
                      one.where() + " makes it unique",
                      row.getBoolean(3)));
            });
    session.query(sql, readers);
    return found;
  }

  private void constraint(ResultSet row) throws SQLException {
    String name = row.getString(2);
    String table = row.getString(3);
    List<String> columns = texts(row.getArray(4));
    boolean validated = row.getBoolean(8);
    boolean readable = row.getBoolean(10);
    switch (row.getString(1)) {
      case "f" -> {
        if (row.getBoolean(11)) {
          unchecked.add(name + " on " + table + " is about periods");
        } else {
          promises.add(
              new References(
                  name,
                  table,
                  columns,
                  row.getString(5),
                  texts(row.getArray(6)),
                  row.getBoolean(7),
                  validated,
                  readable,
                  // Children of a plain table are no business of its foreign keys; partitions are.
                  !row.getBoolean(12),
                  !row.getBoolean(13)));
        }
      }
      case "n" ->
          promises.add(
              new Holds(
                  name,
                  table,
                  columns.getFirst() + " IS NOT NULL",
                  columns,
                  validated,
                  readable,
                  row.getBoolean(14)));
      default ->
          promises.add(
              new Holds(
                  name, table, row.getString(9), columns, validated, readable, row.getBoolean(14)));
    }
  }

  private void index(ResultSet row) throws SQLException {
    invalidIndexes.add(row.getString(1) + " on " + row.getString(2));
    List<String> columns = texts(row.getArray(4));
    if (row.getBoolean(3) && row.getBoolean(5) && !columns.isEmpty()) {
      promises.add(
          new Unique(
              row.getString(1),
              row.getString(2),
              columns,
              row.getString(6),
              row.getBoolean(7),
              "the invalid index " + row.getString(1) + " is to make it unique",
              row.getBoolean(8)));
    }
  }

  private void trigger(ResultSet row) throws SQLException {
    String how = row.getString(3).equals("R") ? " fires only on a replica" : " is disabled";
    if (row.getBoolean(2)) {
      String key =
          "foreign key "
              + row.getString(4)
              + " is not enforced: its trigger on "
              + row.getString(5)
              + how;
      // Two triggers on either side enforce one key.
      if (!disabledInternal.contains(key)) {
        disabledInternal.add(key);
      }
    } else {
      disabled.add("trigger " + row.getString(1) + how);
    }
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
