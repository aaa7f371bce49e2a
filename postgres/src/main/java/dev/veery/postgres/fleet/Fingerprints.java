package dev.veery.postgres.fleet;

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

  /**
   * One line for each object: its schema's oid, what it is, its definition. What is in a schema is
   * found by {@code pg_depend}, which has an index for that question: {@code pg_class} has none by
   * schema, and reading all of it for one tenant takes longer the more tenants there are. (A
   * composite type's relation depends on its type only, as heap.c says.)
   */
  private static final String LINES =
      """
      WITH d AS MATERIALIZED (SELECT d.refobjid AS ns, d.classid, d.objid FROM pg_depend d
          WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid IN ({schemas})),
        r AS MATERIALIZED (SELECT d.ns, c.* FROM d JOIN pg_class c ON c.oid = d.objid
          WHERE d.classid = 'pg_class'::regclass
          UNION ALL SELECT d.ns, c.* FROM d JOIN pg_type t ON t.oid = d.objid JOIN pg_class c ON c.oid = t.typrelid
          WHERE d.classid = 'pg_type'::regclass AND t.typtype = 'c'),
        t AS MATERIALIZED (SELECT d.ns, t.* FROM d JOIN pg_type t ON t.oid = d.objid
          WHERE d.classid = 'pg_type'::regclass)
      SELECT r.ns, 'table ' || r.relname AS object,
        concat_ws(' ', r.relkind, r.relpersistence, r.relrowsecurity, r.relforcerowsecurity, r.reloptions::text,
          pg_get_expr(r.relpartbound, r.oid), CASE r.relkind WHEN 'p' THEN pg_get_partkeydef(r.oid) END,
          (SELECT string_agg(i.inhparent::regclass::text, ',') FROM pg_inherits i WHERE i.inhrelid = r.oid),
          CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END) AS definition
      FROM r WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
      UNION ALL
      SELECT r.ns, 'column ' || r.relname || '.' || a.attname,
        concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
          (SELECT pg_get_expr(e.adbin, e.adrelid) FROM pg_attrdef e
            WHERE a.atthasdef AND e.adrelid = r.oid AND e.adnum = a.attnum),
          (SELECT a.attcollation::regcollation::text FROM pg_type y
            WHERE a.attcollation <> 0 AND y.oid = a.atttypid AND y.typcollation <> a.attcollation))
      FROM r JOIN pg_attribute a ON a.attrelid = r.oid
      WHERE r.relkind IN ('r', 'p', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT r.ns, 'index ' || c.relname, concat_ws(' ', i.indisvalid, pg_get_indexdef(i.indexrelid))
      FROM r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class c ON c.oid = i.indexrelid
      UNION ALL
      SELECT r.ns, 'constraint ' || r.relname || '.' || k.conname,
        concat_ws(' ', k.convalidated, pg_get_constraintdef(k.oid))
      FROM r JOIN pg_constraint k ON k.conrelid = r.oid WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')
      UNION ALL
      SELECT t.ns, 'constraint ' || t.typname || '.' || k.conname,
        concat_ws(' ', k.convalidated, pg_get_constraintdef(k.oid))
      FROM t JOIN pg_constraint k ON k.contypid = t.oid WHERE k.contype = 'c'
      UNION ALL
      SELECT r.ns, 'sequence ' || r.relname, concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement,
        s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
      FROM r JOIN pg_sequence s ON s.seqrelid = r.oid WHERE r.relkind = 'S'
      UNION ALL
      SELECT d.ns, 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
        CASE WHEN p.prokind NOT IN ('f', 'p') THEN p.prokind::text
          WHEN p.proconfig IS NULL THEN pg_get_functiondef(p.oid)
          ELSE replace(pg_get_functiondef(p.oid), ' SET search_path TO ' || quote_literal(o.nspname),
            ' SET search_path TO ''{tenant}''') END
      FROM d JOIN pg_proc p ON p.oid = d.objid JOIN pg_namespace o ON o.oid = d.ns WHERE d.classid = 'pg_proc'::regclass
      UNION ALL
      SELECT r.ns, 'trigger ' || r.relname || '.' || g.tgname, concat_ws(' ', g.tgenabled, pg_get_triggerdef(g.oid))
      FROM r JOIN pg_trigger g ON g.tgrelid = r.oid WHERE r.relhastriggers AND NOT g.tgisinternal
      UNION ALL
      SELECT r.ns, 'policy ' || r.relname || '.' || o.polname, concat_ws(' ', o.polcmd, o.polpermissive,
        (SELECT string_agg(CASE x WHEN 0 THEN 'public' ELSE x::regrole::text END, ',' ORDER BY x) FROM unnest(o.polroles) x),
        pg_get_expr(o.polqual, o.polrelid), pg_get_expr(o.polwithcheck, o.polrelid))
      FROM r JOIN pg_policy o ON o.polrelid = r.oid WHERE r.relkind IN ('r', 'p')
      UNION ALL
      SELECT r.ns, 'rule ' || r.relname || '.' || u.rulename, pg_get_ruledef(u.oid)
      FROM r JOIN pg_rewrite u ON u.ev_class = r.oid WHERE r.relhasrules AND u.rulename <> '_RETURN'
      UNION ALL
      SELECT t.ns, 'type ' || t.typname, concat_ws(' ', t.typtype,
        (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
        CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typdefault,
        CASE WHEN t.typtype = 'd' THEN t.typnotnull::text END)
      FROM t WHERE t.typtype IN ('e', 'd', 'r')
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

  /**
   * The query for one schema's fingerprint, behind a setting of the transaction's path; two result
   * sets, the second of one value.
   */
  static String of(String schema) {
    String oid = "SELECT oid FROM pg_namespace WHERE nspname = " + Sql.literal(schema);
    return QUALIFIED + "SELECT coalesce((SELECT f.digest FROM (" + digests(oid) + ") f), md5(''))";
  }

  /** The fingerprint of one schema as it is now. */
  public String ofSchema(String schema) throws SQLException {
    String[] found = {""};
    session.query(of(schema), List.of(row -> {}, row -> found[0] = row.getString(1)));
    return found[0];
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
    String[] found = {""};
    session.query(
        QUALIFIED
            + "SELECT coalesce(md5(string_agg(n.nspname || ' ' || l.object || E'\\n' || coalesce(l.definition, ''),"
            + " E'\\n' ORDER BY n.nspname COLLATE \"C\", l.object COLLATE \"C\", l.definition COLLATE \"C\")), md5(''))"
            + linesOfDatabase(journalSchema),
        List.of(row -> {}, row -> found[0] = row.getString(1)));
    return found[0];
  }

  /** The objects of a database that is a tenant, with their definitions. */
  public Map<String, String> objectsOfDatabase(String journalSchema) throws SQLException {
    Map<String, String> objects = new LinkedHashMap<>();
    session.query(
        QUALIFIED
            + "SELECT regexp_replace(l.object, ' ', ' ' || CASE n.nspname WHEN 'public' THEN '' ELSE"
            + " n.nspname || '.' END), l.definition"
            + linesOfDatabase(journalSchema)
            + " ORDER BY 1",
        List.of(row -> {}, row -> objects.put(row.getString(1), row.getString(2))));
    return objects;
  }

  private static String linesOfDatabase(String journalSchema) {
    String schemas =
        "SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND"
            + " nspname <> "
            + Sql.literal(journalSchema);
    return " FROM ("
        + LINES.replace("{schemas}", schemas)
        + ") l JOIN pg_namespace n ON n.oid = l.ns";
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
