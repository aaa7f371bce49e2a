package dev.veery.postgres.fleet;

import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the schemas of tenants look like, whatever their names: a digest of each, for any number of
 * them in one query. The server writes the definitions, with every name qualified; then the
 * tenant's own schema is taken out of them.
 *
 * <p>Part of it: tables, columns, defaults, constraints, indexes, views, sequences, types,
 * functions, triggers, rules and policies. Not part of it: owners and privileges, which may be the
 * tenant's own; comments; the order of columns, which differs where one was dropped.
 */
public final class Fingerprints {

  /** One line for each object: its schema's oid, what it is, its definition. */
  private static final String LINES =
      """
      SELECT c.relnamespace AS ns, 'table ' || c.relname AS object,
        concat_ws(' ', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions::text,
          pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid),
          (SELECT string_agg(i.inhparent::regclass::text, ',') FROM pg_inherits i WHERE i.inhrelid = c.oid),
          CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END) AS definition
      FROM pg_class c WHERE c.relnamespace IN ({schemas}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
      UNION ALL
      SELECT c.relnamespace, 'column ' || c.relname || '.' || a.attname,
        concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
          pg_get_expr(d.adbin, d.adrelid),
          CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relnamespace IN ({schemas}) AND c.relkind IN ('r', 'p', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT c.relnamespace, 'index ' || c.relname, concat_ws(' ', i.indisvalid, pg_get_indexdef(i.indexrelid))
      FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relnamespace IN ({schemas})
      UNION ALL
      SELECT k.connamespace, 'constraint ' || coalesce((SELECT relname FROM pg_class WHERE oid = k.conrelid), '')
        || '.' || k.conname, concat_ws(' ', k.convalidated, pg_get_constraintdef(k.oid))
      FROM pg_constraint k WHERE k.connamespace IN ({schemas}) AND k.contype IN ('c', 'f', 'p', 'u', 'x')
      UNION ALL
      SELECT c.relnamespace, 'sequence ' || c.relname, concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement,
        s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
      FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid WHERE c.relnamespace IN ({schemas})
      UNION ALL
      SELECT p.pronamespace, 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
        CASE WHEN p.prokind IN ('f', 'p') THEN pg_get_functiondef(p.oid) ELSE p.prokind::text END
      FROM pg_proc p WHERE p.pronamespace IN ({schemas})
      UNION ALL
      SELECT c.relnamespace, 'trigger ' || c.relname || '.' || g.tgname, concat_ws(' ', g.tgenabled, pg_get_triggerdef(g.oid))
      FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE c.relnamespace IN ({schemas}) AND NOT g.tgisinternal
      UNION ALL
      SELECT c.relnamespace, 'policy ' || c.relname || '.' || o.polname, concat_ws(' ', o.polcmd, o.polpermissive,
        (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE r::regrole::text END, ',' ORDER BY r) FROM unnest(o.polroles) r),
        pg_get_expr(o.polqual, o.polrelid), pg_get_expr(o.polwithcheck, o.polrelid))
      FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid WHERE c.relnamespace IN ({schemas})
      UNION ALL
      SELECT c.relnamespace, 'rule ' || c.relname || '.' || u.rulename, pg_get_ruledef(u.oid)
      FROM pg_rewrite u JOIN pg_class c ON c.oid = u.ev_class
      WHERE c.relnamespace IN ({schemas}) AND u.rulename <> '_RETURN'
      UNION ALL
      SELECT t.typnamespace, 'type ' || t.typname, concat_ws(' ', t.typtype,
        (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
        CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typdefault,
        CASE WHEN t.typtype = 'd' THEN t.typnotnull::text END)
      FROM pg_type t WHERE t.typnamespace IN ({schemas}) AND t.typtype IN ('e', 'd', 'r')
      """;

  /**
   * Takes a schema's name out of definitions, where it stands as a name and not as a part of one.
   */
  private static final String WITHOUT_NAME =
      "regexp_replace(%s, '(?<![A-Za-z0-9_$\\u0080-\\uffff\"])' || regexp_replace(quote_ident(n.nspname),"
          + " '([^A-Za-z0-9_])', '\\\\\\1', 'g') || '\\.', '', 'g')";

  private static final String QUALIFIED =
      "SELECT pg_catalog.set_config('search_path', 'pg_catalog', true); ";

  private final Session session;

  public Fingerprints(Session session) {
    this.session = session;
  }

  /**
   * Keeps the fingerprints of tenants beside what they have.
   *
   * @param journal its schema, quoted
   * @param tenants their names
   */
  public void keep(String journal, List<String> tenants) throws SQLException {
    session.query(
        QUALIFIED
            + "WITH t AS (SELECT t.name, n.oid FROM "
            + journal
            + ".tenant t JOIN pg_namespace n ON n.oid = t.place_oid WHERE t.name = ANY ("
            + Sql.array(tenants)
            + ")), f AS ("
            + digests("SELECT oid FROM t")
            + ") UPDATE "
            + journal
            + ".tenant k SET fingerprint = coalesce(f.digest, md5('')), fingerprint_state = k.state_id FROM t LEFT"
            + " JOIN f ON f.ns = t.oid WHERE k.name = t.name",
        List.of(row -> {}));
  }

  /**
   * A tenant's schema, as it is now.
   *
   * @param place its schema
   * @param state what the tenant has
   * @param kept the fingerprint behind its last run; empty where none was kept
   * @param now the present one
   */
  public record Seen(String name, String place, long state, String kept, String now) {}

  /**
   * The fingerprints as they are now.
   *
   * @param journal its schema, quoted
   */
  public List<Seen> now(String journal) throws SQLException {
    List<Seen> found = new ArrayList<>();
    session.query(
        QUALIFIED
            + "WITH t AS (SELECT t.name, t.place, t.state_id, n.oid, CASE WHEN t.fingerprint_state = t.state_id"
            + " THEN t.fingerprint END AS kept FROM "
            + journal
            + ".tenant t JOIN pg_namespace n ON n.oid = t.place_oid), f AS ("
            + digests("SELECT oid FROM t")
            + ") SELECT t.name, t.place, t.state_id, coalesce(t.kept, ''), coalesce(f.digest, md5(''))"
            + " FROM t LEFT JOIN f ON f.ns = t.oid ORDER BY t.name",
        List.of(
            row -> {},
            row ->
                found.add(
                    new Seen(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5)))));
    return found;
  }

  /** The objects of one schema with their definitions, without its name. */
  public Map<String, String> objects(String schema) throws SQLException {
    Map<String, String> objects = new LinkedHashMap<>();
    String oid = "SELECT oid FROM pg_namespace WHERE nspname = " + Sql.literal(schema);
    session.query(
        QUALIFIED
            + "SELECT l.object, "
            + WITHOUT_NAME.formatted("l.definition")
            + " FROM ("
            + LINES.replace("{schemas}", oid)
            + ") l JOIN pg_namespace n ON n.oid = l.ns ORDER BY 1",
        List.of(row -> {}, row -> objects.put(row.getString(1), row.getString(2))));
    return objects;
  }

  /** The fingerprint of a database that is a tenant. */
  public String ofDatabase(String journalSchema) throws SQLException {
    List<String> found = new ArrayList<>();
    String schemas =
        "SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND"
            + " nspname <> "
            + Identifiers.literal(journalSchema);
    session.query(
        QUALIFIED
            + "SELECT coalesce(md5(string_agg(n.nspname || ' ' || l.object || E'\\n' || l.definition, E'\\n'"
            + " ORDER BY n.nspname, l.object, l.definition)), md5('')) FROM ("
            + LINES.replace("{schemas}", schemas)
            + ") l JOIN pg_namespace n ON n.oid = l.ns",
        List.of(row -> {}, row -> found.add(row.getString(1))));
    return found.getFirst();
  }

  private static String digests(String schemas) {
    String text =
        "string_agg(l.object || E'\\n' || coalesce(l.definition, ''), E'\\n' ORDER BY l.object COLLATE \"C\")";
    return "SELECT l.ns, md5("
        + WITHOUT_NAME.formatted(text)
        + ") AS digest FROM ("
        + LINES.replace("{schemas}", schemas)
        + ") l JOIN pg_namespace n ON n.oid = l.ns GROUP BY l.ns, n.nspname";
  }
}
