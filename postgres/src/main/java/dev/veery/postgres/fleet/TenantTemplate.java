package dev.veery.postgres.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schema as the statements that make another like it: its objects, the rows that migrations have
 * put into it, the positions of its sequences. Read once, used for any number of tenants.
 */
final class TenantTemplate {

  /** The schemas of what is referred to: what tenants share. A key into one of them needs it. */
  private static final String REFERRED =
      """
      SELECT DISTINCT n.nspname FROM (
        SELECT f.relnamespace AS ns FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class f ON f.oid = k.confrelid WHERE k.connamespace = {own}
        UNION ALL
        SELECT t.typnamespace FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE c.relnamespace = {own} AND a.attnum > 0
        UNION ALL
        SELECT p.pronamespace FROM pg_catalog.pg_class c JOIN pg_catalog.pg_trigger g ON g.tgrelid = c.oid
        JOIN pg_catalog.pg_proc p ON p.oid = g.tgfoid WHERE c.relnamespace = {own}
        UNION ALL
        SELECT coalesce(r.relnamespace, p.pronamespace, t.typnamespace) FROM (
            SELECT 'pg_rewrite'::regclass AS class, w.oid FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid WHERE c.relnamespace = {own}
            UNION ALL SELECT 'pg_attrdef'::regclass, e.oid FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_attrdef e ON e.adrelid = c.oid WHERE c.relnamespace = {own}
            UNION ALL SELECT 'pg_proc'::regclass, p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = {own}) x
        JOIN pg_catalog.pg_depend d ON d.classid = x.class AND d.objid = x.oid
        LEFT JOIN pg_catalog.pg_class r ON d.refclassid = 'pg_class'::regclass AND r.oid = d.refobjid
        LEFT JOIN pg_catalog.pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
        LEFT JOIN pg_catalog.pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid) y
      JOIN pg_catalog.pg_namespace n ON n.oid = y.ns
      WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      """;

  private final String schema;
  private final String objects;
  private final List<String> rows;
  private final Pattern name;
  private final String fingerprint;

  private TenantTemplate(String schema, String fingerprint, String objects, List<String> rows) {
    this.schema = schema;
    this.fingerprint = fingerprint;
    this.objects = objects;
    this.rows = List.copyOf(rows);
    this.name =
        Pattern.compile(
            "(?<![\\w$\"])" + Pattern.quote(Identifiers.quote(schema)) + "(?![\\w$\"])");
  }

  /**
   * Reads a template.
   *
   * @param schema its name, not quoted
   */
  static TenantTemplate read(Session session, String schema) throws SQLException {
    String objects = objects(session, schema);
    String fingerprint = new Fingerprints(session).ofSchema(schema);
    return new TenantTemplate(schema, fingerprint, objects, rows(session, schema));
  }

  /** The script that makes a schema of the same name, the schema included. */
  static String script(Session session, String schema) throws SQLException {
    String objects = objects(session, schema);
    return objects.contains("CREATE SCHEMA")
        ? objects
        : "CREATE SCHEMA " + Identifiers.quote(schema) + ";\n" + objects;
  }

  private static String objects(Session session, String schema) throws SQLException {
    Set<String> schemas = new HashSet<>(Set.of(schema));
    session.query(
        REFERRED.replace("{own}", Sql.literal(Identifiers.quote(schema)) + "::regnamespace"),
        row -> schemas.add(row.getString(1)));
    Catalog catalog =
        Inspector.inspect(session.connection(), new InspectOptions(schemas, Set.of()));
    return SchemaExport.sqlOf(
        catalog, id -> id.schema().equals(schema), new ExportOptions(false, false, true));
  }

  /** Copies of the rows of tables that have some, referenced ones first; then the sequences. */
  private static List<String> rows(Session session, String schema) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    Map<String, List<String>> needs = new LinkedHashMap<>();
    List<String> sequences = new ArrayList<>();
    session.query(
        """
        SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        WHERE c.relnamespace = {s}::regnamespace AND c.relkind = 'r' GROUP BY c.oid ORDER BY c.relname;
        SELECT DISTINCT c.relname, f.relname FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
        WHERE k.contype = 'f' AND k.connamespace = {s}::regnamespace AND k.conrelid <> k.confrelid;
        SELECT quote_ident(c.relname) FROM pg_catalog.pg_class c WHERE c.relnamespace = {s}::regnamespace AND c.relkind = 'S'
        """
            .replace("{s}", Sql.literal(Identifiers.quote(schema))),
        List.of(
            row -> columns.put(row.getString(1), row.getString(2)),
            row ->
                needs
                    .computeIfAbsent(row.getString(1), t -> new ArrayList<>())
                    .add(row.getString(2)),
            row -> sequences.add(row.getString(1))));
    List<String> statements = new ArrayList<>();
    for (String table : ordered(columns.keySet(), needs)) {
      String from = Identifiers.qualify(schema, table);
      if (session.value("SELECT 1 FROM " + from + " LIMIT 1") != null) {
        String list = columns.get(table);
        statements.add(
            "INSERT INTO {new}."
                + Identifiers.quote(table)
                + " ("
                + list
                + ") OVERRIDING SYSTEM VALUE SELECT "
                + list
                + " FROM "
                + from);
      }
    }
    for (String sequence : sequences) {
      String from = Identifiers.quote(schema) + "." + sequence;
      if ("t".equals(session.value("SELECT is_called FROM " + from))) {
        statements.add(
            "SELECT pg_catalog.setval('{new as text}."
                + sequence.replace("'", "''")
                + "', (SELECT last_value FROM "
                + from
                + "))");
      }
    }
    return statements;
  }

  private static List<String> ordered(Set<String> tables, Map<String, List<String>> needs) {
    List<String> ordered = new ArrayList<>();
    List<String> left = new ArrayList<>(tables);
    while (!left.isEmpty()) {
      int before = left.size();
      for (String table : List.copyOf(left)) {
        List<String> missing = new ArrayList<>(needs.getOrDefault(table, List.of()));
        missing.removeAll(ordered);
        missing.retainAll(tables);
        if (missing.isEmpty()) {
          ordered.add(table);
          left.remove(table);
        }
      }
      if (left.size() == before) {
        // A circle: the server says so if there are rows for which it matters.
        ordered.addAll(left);
        left.clear();
      }
    }
    return ordered;
  }

  /**
   * The statements for one more.
   *
   * @param place the new schema, not quoted
   * @throws VeeryException when the name cannot be put in the template's place
   */
  List<String> statements(String place) {
    if (place.indexOf('\'') >= 0 || place.indexOf('"') >= 0) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "a tenant's schema cannot have quotes in its name: " + place,
              ""));
    }
    String quoted = Identifiers.quote(place);
    List<String> statements = new ArrayList<>();
    String script = name.matcher(objects).replaceAll(Matcher.quoteReplacement(quoted));
    if (!script.contains("CREATE SCHEMA")) {
      statements.add("CREATE SCHEMA " + quoted);
    }
    statements.add(script);
    for (String row : rows) {
      statements.add(row.replace("{new}", quoted).replace("{new as text}", quoted));
    }
    return statements;
  }

  /** What its schema looked like when it was read, whatever the name. */
  String fingerprint() {
    return fingerprint;
  }

  /** The schema that it was read from. */
  String schema() {
    return schema;
  }
}
