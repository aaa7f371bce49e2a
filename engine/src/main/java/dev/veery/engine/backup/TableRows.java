package dev.veery.engine.backup;

import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many rows the tables of a database have. */
public final class TableRows {

  private TableRows() {}

  /**
   * A table that a backup of the whole database holds.
   *
   * @param label as manifests name it: schema and name with a dot between, not quoted
   * @param sql its name as statements write it
   */
  public record Table(String label, String sql) {}

  /** Every table with rows of its own that belongs to the user, in the order of their names. */
  public static List<Table> tables(Session session) throws SQLException {
    List<Table> tables = new ArrayList<>();
    session.query(
        "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid"
            + " = c.relnamespace WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT IN"
            + " ('pg_catalog', 'information_schema') AND NOT EXISTS (SELECT 1 FROM"
            + " pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e' AND d.classid ="
            + " 'pg_catalog.pg_class'::regclass) ORDER BY 1, 2",
        row ->
            tables.add(
                new Table(
                    row.getString(1) + "." + row.getString(2),
                    Identifiers.qualify(row.getString(1), row.getString(2)))));
    return tables;
  }

  /** Counts all of them, in the transaction that the session is in. */
  static Map<String, Long> count(Session session) throws SQLException {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (Table table : tables(session)) {
      rows.put(table.label(), Long.valueOf(String.valueOf(session.value(counting(table)))));
    }
    return rows;
  }

  /** The query for one of them. */
  public static String counting(Table table) {
    return "SELECT pg_catalog.count(*) FROM ONLY " + table.sql();
  }
}
