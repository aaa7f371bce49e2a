package dev.veery.postgres.backup;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.backup.KeptTable.KeptColumn;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts back what was kept, all of it in one transaction: rows that are gone are inserted, values
 * that were kept are written into the rows that still have the key, and nothing else is touched. A
 * table or column that is not there any more is made with its type; what else it had is for the
 * down script to make.
 */
public final class TargetedRestore {

  /**
   * What was done to one table.
   *
   * @param inserted rows that were gone
   * @param updated rows whose values differed
   * @param made what had to be made first: the table, or columns of it
   */
  public record Restored(String table, long inserted, long updated, List<String> made) {
    public Restored {
      made = List.copyOf(made);
    }
  }

  private final Session session;

  public TargetedRestore(Session session) {
    this.session = session;
  }

  /**
   * Restores.
   *
   * @param files the rows of each table
   * @throws VeeryException when rows cannot be told apart and the table is not empty; nothing has
   *     changed then
   */
  public List<Restored> restore(Map<KeptTable, Path> files, List<KeptSequence> sequences)
      throws SQLException, IOException {
    try {
      session.execute("BEGIN");
      session.execute("SET LOCAL row_security = off");
      Map<KeptTable, List<String>> made = new LinkedHashMap<>();
      int number = 0;
      Map<KeptTable, String> loaded = new LinkedHashMap<>();
      for (Map.Entry<KeptTable, Path> one : files.entrySet()) {
        made.put(one.getKey(), make(one.getKey()));
        loaded.put(one.getKey(), load(one.getKey(), one.getValue(), ++number));
      }
      Map<String, Restored> restored = new LinkedHashMap<>();
      for (KeptTable table : parentsFirst(files.keySet())) {
        restored.put(
            table.label(),
            into(table, String.valueOf(loaded.get(table)), made.getOrDefault(table, List.of())));
      }
      for (KeptSequence sequence : sequences) {
        restored.put(sequence.schema() + "." + sequence.name(), sequence(sequence));
      }
      session.execute("COMMIT");
      return List.copyOf(restored.values());
    } finally {
      // After the COMMIT this only draws a warning.
      session.rollbackQuietly();
    }
  }

  /** Makes what is not there. */
  private List<String> make(KeptTable table) throws SQLException {
    List<String> made = new ArrayList<>();
    if (session.value("SELECT pg_catalog.to_regclass(" + Sql.literal(table.sql()) + ")::text")
        == null) {
      List<String> parts = new ArrayList<>();
      for (KeptColumn column : table.columns()) {
        parts.add(
            Identifiers.quote(column.name())
                + " "
                + column.type()
                + (column.notNull() ? " NOT NULL" : ""));
      }
      if (!table.key().isEmpty()) {
        parts.add("PRIMARY KEY (" + quoted(table.key(), "") + ")");
      }
      session.execute("CREATE TABLE " + table.sql() + " (" + String.join(", ", parts) + ")");
      made.add("the table");
      return made;
    }
    List<String> present = new ArrayList<>();
    session.query(
        "SELECT attname FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped AND"
            + " attrelid = pg_catalog.to_regclass("
            + Sql.literal(table.sql())
            + ")",
        row -> present.add(row.getString(1)));
    for (KeptColumn column : table.columns()) {
      if (!present.contains(column.name())) {
        session.execute(
            "ALTER TABLE "
                + table.sql()
                + " ADD COLUMN "
                + Identifiers.quote(column.name())
                + " "
                + column.type());
        made.add("column " + column.name());
      }
    }
    return made;
  }

  /** Rows as they were, in a table that ends with the transaction. */
  private String load(KeptTable table, Path file, int number) throws SQLException, IOException {
    String name = "pg_temp.veery_kept_" + number;
    List<String> parts = new ArrayList<>();
    for (KeptColumn column : table.columns()) {
      parts.add(Identifiers.quote(column.name()) + " " + column.type());
    }
    session.execute(
        "CREATE TEMPORARY TABLE veery_kept_"
            + number
            + " ("
            + String.join(", ", parts)
            + ") ON COMMIT DROP");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 17)) {
      session.copyIn("COPY " + name + " FROM STDIN (FORMAT binary)", in);
    }
    if (!table.key().isEmpty()) {
      session.execute("CREATE INDEX ON " + name + " (" + quoted(table.key(), "") + ")");
    }
    session.execute("ANALYZE " + name);
    return name;
  }

  private Restored into(KeptTable table, String kept, List<String> made) throws SQLException {
    List<String[]> triggers = new ArrayList<>();
    session.query(
        "SELECT tgname, tgenabled::text FROM pg_catalog.pg_trigger WHERE NOT tgisinternal AND tgenabled"
            + " IN ('O', 'A') AND tgrelid = pg_catalog.to_regclass("
            + Sql.literal(table.sql())
            + ")",
        row -> triggers.add(new String[] {row.getString(1), row.getString(2)}));
    for (String[] trigger : triggers) {
      session.execute(
          "ALTER TABLE " + table.sql() + " DISABLE TRIGGER " + Identifiers.quote(trigger[0]));
    }
    long inserted = 0;
    long updated = 0;
    if (table.key().isEmpty()) {
      if ("t".equals(session.value("SELECT EXISTS (SELECT 1 FROM " + table.sql() + ")"))) {
        throw new VeeryException(
            new Problem(
                ErrorCode.RESTORE_NOT_EMPTY,
                "the rows of "
                    + table.label()
                    + " cannot be told apart, as it has no key, and it is not empty",
                "empty it first, or load the rows into a table of their own"));
      }
      inserted = insert(table, kept, "");
    } else {
      String same = same(table.key());
      if (!table.changed().isEmpty()) {
        updated = update(table, kept, same);
      }
      if (table.rows() || made.contains("the table")) {
        inserted =
            insert(
                table,
                kept,
                " WHERE NOT EXISTS (SELECT 1 FROM " + table.sql() + " t WHERE " + same + ")");
      }
    }
    for (String[] trigger : triggers) {
      session.execute(
          "ALTER TABLE "
              + table.sql()
              + (trigger[1].equals("A") ? " ENABLE ALWAYS TRIGGER " : " ENABLE TRIGGER ")
              + Identifiers.quote(trigger[0]));
    }
    return new Restored(table.label(), inserted, updated, made);
  }

  private long insert(KeptTable table, String kept, String condition) throws SQLException {
    return session.execute(
        "INSERT INTO "
            + table.sql()
            + " ("
            + table.columnList("")
            + ") OVERRIDING SYSTEM VALUE SELECT "
            + table.columnList("k.")
            + " FROM "
            + kept
            + " k"
            + condition);
  }

  /** Compared as text: not every type has an equality, json for one. */
  private long update(KeptTable table, String kept, String same) throws SQLException {
    List<String> sets = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    for (String column : table.changed()) {
      String name = Identifiers.quote(column);
      sets.add(name + " = k." + name);
      differences.add("t." + name + "::text IS DISTINCT FROM k." + name + "::text");
    }
    return session.execute(
        "UPDATE "
            + table.sql()
            + " t SET "
            + String.join(", ", sets)
            + " FROM "
            + kept
            + " k WHERE "
            + same
            + " AND ("
            + String.join(" OR ", differences)
            + ")");
  }

  /** Never backwards: numbers that were given out since stay given out. */
  private Restored sequence(KeptSequence sequence) throws SQLException {
    String name = Identifiers.qualify(sequence.schema(), sequence.name());
    List<String> made = new ArrayList<>();
    if (session.value("SELECT pg_catalog.to_regclass(" + Sql.literal(name) + ")::text") == null) {
      session.execute("CREATE SEQUENCE " + name);
      made.add("the sequence");
    }
    session.query(
        "SELECT pg_catalog.setval("
            + Sql.literal(name)
            + ", "
            + sequence.lastValue()
            + ", "
            + sequence.called()
            + ") FROM "
            + name
            + " WHERE (last_value, is_called) < ("
            + sequence.lastValue()
            + ", "
            + sequence.called()
            + ")",
        List.of());
    return new Restored(sequence.schema() + "." + sequence.name(), 0, 0, made);
  }

  private static String same(List<String> key) {
    List<String> terms = new ArrayList<>();
    for (String column : key) {
      terms.add("t." + Identifiers.quote(column) + " = k." + Identifiers.quote(column));
    }
    return String.join(" AND ", terms);
  }

  private static String quoted(List<String> names, String prefix) {
    List<String> quoted = new ArrayList<>();
    names.forEach(name -> quoted.add(prefix + Identifiers.quote(name)));
    return String.join(", ", quoted);
  }

  /** So that foreign keys find what they refer to; in a circle the order is left as it is. */
  private List<KeptTable> parentsFirst(Iterable<KeptTable> tables) throws SQLException {
    Map<String, KeptTable> left = new LinkedHashMap<>();
    tables.forEach(table -> left.put(table.sql(), table));
    Map<String, List<String>> parents = new LinkedHashMap<>();
    for (String name : left.keySet()) {
      List<String> found = new ArrayList<>();
      session.query(
          "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM"
              + " pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.confrelid JOIN"
              + " pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND"
              + " k.confrelid <> k.conrelid AND k.conrelid = pg_catalog.to_regclass("
              + Sql.literal(name)
              + ")",
          row -> found.add(row.getString(1)));
      parents.put(name, found);
    }
    List<KeptTable> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      String next = left.keySet().iterator().next();
      for (String name : left.keySet()) {
        if (parents.getOrDefault(name, List.of()).stream().noneMatch(left::containsKey)) {
          next = name;
          break;
        }
      }
      ordered.add(left.remove(next));
    }
    return ordered;
  }
}
