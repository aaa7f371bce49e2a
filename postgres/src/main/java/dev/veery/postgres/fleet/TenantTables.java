package dev.veery.postgres.fleet;

import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** The rows of one schema: carried to a schema of the same name elsewhere, and compared with it. */
final class TenantTables {

  /** So that the same rows have the same text on both servers, and names have their schema. */
  static final String SAME_TEXT =
      "SET LOCAL search_path = pg_catalog; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'postgres';"
          + " SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'";

  private final String schema;
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final List<String> lockable = new ArrayList<>();
  private final Map<String, String> sequences = new LinkedHashMap<>();
  private final List<String> materialized = new ArrayList<>();
  private final Map<String, String> outward = new LinkedHashMap<>();

  private TenantTables(String schema) {
    this.schema = schema;
  }

  /**
   * Reads which tables there are, and keeps others from writing to them until the transaction ends.
   *
   * @param schema not quoted
   */
  static TenantTables lock(Session session, String schema) throws SQLException {
    TenantTables tables = new TenantTables(schema);
    String own = Sql.literal(Identifiers.quote(schema)) + "::regnamespace";
    session.query(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = "
            + own
            + " AND c.relkind IN ('r', 'p') ORDER BY 1",
        row -> tables.lockable.add(row.getString(1)));
    if (!tables.lockable.isEmpty()) {
      session.execute("LOCK TABLE " + String.join(", ", tables.lockable) + " IN SHARE MODE");
    }
    session.query(
        """
        SELECT c.oid::regclass::text, coalesce((SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            AND a.attgenerated = ''), '')
        FROM pg_class c WHERE c.relnamespace = {own} AND c.relkind = 'r' ORDER BY 1;
        SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = {own} AND c.relkind = 'm' ORDER BY c.oid;
        SELECT k.conrelid::regclass || '.' || quote_ident(k.conname), format(
          'SELECT 1 FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p WHERE %s) LIMIT 1', k.conrelid::regclass,
          (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') FROM pg_attribute a
            WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)), k.confrelid::regclass,
          (SELECT string_agg(format('p.%I = c.%I', p.attname, c.attname), ' AND ')
            FROM unnest(k.confkey, k.conkey) AS x (there, here)
            JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = x.there
            JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = x.here))
        FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
        WHERE k.contype = 'f' AND k.connamespace = {own} AND f.relnamespace <> {own} AND k.conparentid = 0
        """
            .replace("{own}", own),
        List.of(
            row -> tables.columns.put(row.getString(1), row.getString(2)),
            row -> tables.materialized.add(row.getString(1)),
            row -> tables.outward.put(row.getString(1), row.getString(2))));
    List<String> names = new ArrayList<>();
    session.query(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = "
            + own
            + " AND c.relkind = 'S' ORDER BY 1",
        row -> names.add(row.getString(1)));
    for (String name : names) {
      session.query(
          "SELECT last_value || ', ' || is_called FROM " + name,
          row -> tables.sequences.put(name, row.getString(1)));
    }
    return tables;
  }

  /** How many tables have rows of their own. */
  int count() {
    return columns.size();
  }

  /**
   * Objects outside the schema that need something in it.
   *
   * @return such as {@code public.report}; null for none
   */
  @Nullable String needed(Session session) throws SQLException {
    return session.value(
        """
        SELECT string_agg(DISTINCT x, ', ') FROM (
          SELECT k.conrelid::regclass || '.' || quote_ident(k.conname) AS x FROM pg_constraint k
          JOIN pg_class f ON f.oid = k.confrelid
          WHERE k.contype = 'f' AND f.relnamespace = {own} AND k.connamespace <> {own}
          UNION ALL
          SELECT v.oid::regclass::text FROM pg_depend d JOIN pg_class r ON r.oid = d.refobjid
          JOIN pg_rewrite w ON w.oid = d.objid JOIN pg_class v ON v.oid = w.ev_class
          WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
            AND r.relnamespace = {own} AND v.relnamespace <> {own}) AS needing
        """
            .replace("{own}", Sql.literal(Identifiers.quote(schema)) + "::regnamespace"));
  }

  /** Carries all rows, and where the sequences stand. */
  void carry(Session from, Session to) throws SQLException {
    // Expressions of indexes and views may call functions that look for their names in a path.
    to.execute("SET LOCAL search_path = " + Identifiers.quote(schema) + ", public");
    for (Map.Entry<String, String> table : columns.entrySet()) {
      String list = table.getValue().isEmpty() ? "" : " (" + table.getValue() + ")";
      String select = table.getValue().isEmpty() ? "" : table.getValue();
      copy(
          from,
          "COPY (SELECT " + select + " FROM ONLY " + table.getKey() + ") TO STDOUT",
          to,
          "COPY " + table.getKey() + list + " FROM STDIN");
    }
    for (Map.Entry<String, String> sequence : sequences.entrySet()) {
      to.value(
          "SELECT pg_catalog.setval("
              + Sql.literal(sequence.getKey())
              + ", "
              + sequence.getValue()
              + ")");
    }
    for (String view : materialized) {
      to.execute("REFRESH MATERIALIZED VIEW " + view);
    }
  }

  private static void copy(Session from, String out, Session to, String in) throws SQLException {
    CopyOut source = from.connection().unwrap(PGConnection.class).getCopyAPI().copyOut(out);
    CopyIn target = null;
    try {
      target = to.connection().unwrap(PGConnection.class).getCopyAPI().copyIn(in);
      for (byte[] row = source.readFromCopy(); row != null; row = source.readFromCopy()) {
        target.writeToCopy(row, 0, row.length);
      }
      target.endCopy();
    } finally {
      if (source.isActive()) {
        source.cancelCopy();
      }
      if (target != null && target.isActive()) {
        target.cancelCopy();
      }
    }
  }

  /**
   * What is not the same on both sides; null where everything is.
   *
   * @param rows gets the number of rows
   */
  @Nullable String difference(Session from, Session to, long[] rows) throws SQLException {
    for (Map.Entry<String, String> table : columns.entrySet()) {
      String query =
          "SELECT count(*) || ' rows, ' || coalesce(sum(('x' || substr(md5(ROW("
              + table.getValue()
              + ")::text), 1, 16))::bit(64)::bigint::numeric), 0), count(*) FROM ONLY "
              + table.getKey();
      String[] sides = {"", ""};
      from.query(
          query,
          row -> {
            sides[0] = row.getString(1);
            rows[0] += row.getLong(2);
          });
      to.query(query, row -> sides[1] = row.getString(1));
      if (!sides[0].equals(sides[1])) {
        return table.getKey() + ": " + shown(sides[0]) + " here, " + shown(sides[1]) + " there";
      }
    }
    for (Map.Entry<String, String> key : outward.entrySet()) {
      if (to.value(key.getValue()) != null) {
        return key.getKey() + ": a row refers to one that is not there";
      }
    }
    return null;
  }

  private static String shown(String side) {
    return side.substring(0, Math.max(0, side.indexOf(',')));
  }
}
