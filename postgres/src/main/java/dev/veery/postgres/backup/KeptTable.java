package dev.veery.postgres.backup;

import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of one table.
 *
 * @param schema not quoted
 * @param name not quoted
 * @param columns those that are kept, the key among them; generated ones are not
 * @param key columns that tell a row from all others; empty where the table has none
 * @param rows whether whole rows could go
 * @param changed columns whose values could change or go; empty where only rows could
 * @param only whether rows of children are left out: they are kept by themselves
 * @param causes what could destroy it
 */
public record KeptTable(
    String schema,
    String name,
    List<KeptColumn> columns,
    List<String> key,
    boolean rows,
    List<String> changed,
    boolean only,
    List<String> causes) {

  public KeptTable {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    changed = List.copyOf(changed);
    causes = List.copyOf(causes);
  }

  /**
   * A column.
   *
   * @param type as SQL
   */
  public record KeptColumn(String name, String type, boolean notNull) {}

  /** For messages. */
  public String label() {
    return schema + "." + name;
  }

  String sql() {
    return Identifiers.qualify(schema, name);
  }

  /** Quoted, with commas between them. */
  String columnList(String prefix) {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.add(prefix + Identifiers.quote(column.name())));
    return String.join(", ", names);
  }

  String copyOut() {
    return "COPY (SELECT "
        + columnList("")
        + " FROM "
        + (only ? "ONLY " : "")
        + sql()
        + ") TO STDOUT (FORMAT binary)";
  }
}
