package dev.veery.postgres.backup;

import dev.veery.core.backup.Loss;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.backup.KeptTable.KeptColumn;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds in a database what a plan could destroy: the tables and columns that are really there. */
public final class LossReader {

  /**
   * What is to be kept.
   *
   * @param opaque statements of which nobody can tell what they destroy
   */
  public record Found(List<KeptTable> tables, List<KeptSequence> sequences, List<String> opaque) {
    public Found {
      tables = List.copyOf(tables);
      sequences = List.copyOf(sequences);
      opaque = List.copyOf(opaque);
    }

    /** Whether nothing of this database could be destroyed. */
    public boolean nothing() {
      return tables.isEmpty() && sequences.isEmpty();
    }
  }

  private final Session session;
  private final Map<Long, Wanted> wanted = new LinkedHashMap<>();
  private final List<KeptSequence> sequences = new ArrayList<>();
  private final List<String> opaque = new ArrayList<>();

  private LossReader(Session session) {
    this.session = session;
  }

  /** What is wanted of one table; {@code all} when every column could change. */
  private static final class Wanted {
    boolean rows;
    boolean all;
    final Set<String> columns = new LinkedHashSet<>();
    final Set<String> causes = new LinkedHashSet<>();
  }

  /**
   * Reads in the transaction that is open.
   *
   * @param session in a transaction; its search_path is set and set back
   */
  public static Found read(Session session, List<Loss> losses) throws SQLException {
    return new LossReader(session).read(losses);
  }

  private Found read(List<Loss> losses) throws SQLException {
    String own = session.value("SELECT pg_catalog.current_setting('search_path')");
    for (Loss loss : losses) {
      if (loss.kind() == Loss.Kind.OPAQUE) {
        opaque.add(loss.cause());
        continue;
      }
      session.execute(
          "SET LOCAL search_path TO "
              + (loss.searchPath() == null
                  ? own == null || own.isEmpty() ? "''" : own
                  : loss.searchPath()));
      find(loss);
    }
    session.execute("SET LOCAL search_path TO " + (own == null || own.isEmpty() ? "''" : own));
    List<KeptTable> tables = new ArrayList<>();
    for (Map.Entry<Long, Wanted> one : wanted.entrySet()) {
      table(one.getKey(), one.getValue(), tables);
    }
    return new Found(tables, sequences, opaque);
  }

  private void find(Loss loss) throws SQLException {
    String name = Sql.literal(loss.name());
    switch (loss.kind()) {
      case TABLE -> {
        List<Long> found =
            ids(
                "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass("
                    + name
                    + ") AND c.relkind IN ('r', 'p')");
        for (long id : found) {
          boolean rows = loss.columns().isEmpty();
          want(id, rows, loss.columns(), loss.cause());
          if (rows) {
            spread(id, loss, new LinkedHashSet<>());
          }
        }
      }
      case SCHEMA -> {
        for (long id :
            ids(
                "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p') AND NOT"
                    + " c.relispartition AND c.relnamespace = pg_catalog.to_regnamespace("
                    + name
                    + ")")) {
          want(id, true, List.of(), loss.cause());
        }
      }
      case TYPE -> columnsOf("t.oid = pg_catalog.to_regtype(" + name + ")", loss.cause());
      case EXTENSION -> {
        String member =
            "EXISTS (SELECT 1 FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid ="
                + " d.refobjid WHERE d.deptype = 'e' AND pg_catalog.quote_ident(e.extname) = "
                + name
                + " AND d.classid = ";
        for (long id :
            ids(
                "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p') AND "
                    + member
                    + "'pg_catalog.pg_class'::regclass AND d.objid = c.oid)")) {
          want(id, true, List.of(), loss.cause());
        }
        columnsOf(member + "'pg_catalog.pg_type'::regclass AND d.objid = t.oid)", loss.cause());
      }
      case SEQUENCE -> {
        List<String[]> found = new ArrayList<>();
        session.query(
            "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON"
                + " n.oid = c.relnamespace WHERE c.relkind = 'S' AND c.oid = pg_catalog.to_regclass("
                + name
                + ")",
            row -> found.add(new String[] {row.getString(1), row.getString(2)}));
        for (String[] one : found) {
          session.query(
              "SELECT last_value, is_called FROM " + Identifiers.qualify(one[0], one[1]),
              row ->
                  sequences.add(
                      new KeptSequence(one[0], one[1], row.getLong(1), row.getBoolean(2))));
        }
      }
      case OPAQUE -> throw new IllegalArgumentException("it has no name");
    }
  }

  /** Columns of a type, or of arrays of it. */
  private void columnsOf(String type, String cause) throws SQLException {
    session.query(
        "SELECT a.attrelid, a.attname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON"
            + " c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition JOIN"
            + " pg_catalog.pg_type t ON a.atttypid IN (t.oid, t.typarray) WHERE a.attnum > 0 AND NOT"
            + " a.attisdropped AND "
            + type,
        row -> want(row.getLong(1), false, List.of(row.getString(2)), cause));
  }

  /** Rows of other tables that go when rows of this one go. */
  private void spread(long id, Loss loss, Set<Long> seen) throws SQLException {
    if (loss.spread() == Loss.Spread.NONE || !seen.add(id)) {
      return;
    }
    boolean all = loss.spread() == Loss.Spread.ALL;
    List<Long> next = new ArrayList<>();
    session.query(
        "SELECT c.conrelid, c.confdeltype::text, (SELECT pg_catalog.string_agg(a.attname,"
            + " pg_catalog.chr(31)) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.conrelid AND"
            + " a.attnum = ANY (c.conkey)) FROM pg_catalog.pg_constraint c WHERE c.contype = 'f' AND"
            + " c.conparentid = 0 AND c.confrelid = "
            + id,
        row -> {
          String action = row.getString(2);
          if (all || action.equals("c")) {
            want(row.getLong(1), true, List.of(), loss.cause());
            next.add(row.getLong(1));
          } else if (action.equals("n") || action.equals("d")) {
            want(row.getLong(1), false, List.of(row.getString(3).split("\u001f")), loss.cause());
          }
        });
    for (long one : next) {
      spread(one, loss, seen);
    }
  }

  private void want(long id, boolean rows, List<String> columns, String cause) {
    Wanted one = wanted.computeIfAbsent(id, key -> new Wanted());
    one.rows |= rows;
    one.all |= rows || columns.contains(Loss.EVERY_COLUMN);
    one.columns.addAll(columns);
    one.causes.add(cause);
  }

  private List<Long> ids(String sql) throws SQLException {
    List<Long> ids = new ArrayList<>();
    session.query(sql, row -> ids.add(row.getLong(1)));
    return ids;
  }

  private void table(long id, Wanted want, List<KeptTable> tables) throws SQLException {
    List<KeptColumn> columns = new ArrayList<>();
    String[] name = new String[3];
    session.query(
        "SELECT n.nspname, c.relname, c.relkind::text FROM pg_catalog.pg_class c JOIN"
            + " pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = "
            + id
            + "; SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull FROM"
            + " pg_catalog.pg_attribute a WHERE a.attrelid = "
            + id
            + " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum",
        List.of(
            row -> {
              name[0] = row.getString(1);
              name[1] = row.getString(2);
              name[2] = row.getString(3);
            },
            row ->
                columns.add(
                    new KeptColumn(row.getString(1), row.getString(2), row.getBoolean(3)))));
    List<String> key = key(id);
    List<String> changed = new ArrayList<>();
    List<KeptColumn> kept = new ArrayList<>();
    for (KeptColumn column : columns) {
      boolean named =
          want.columns.contains(column.name())
              || want.columns.contains(Loss.EVERY_COLUMN) && !key.contains(column.name());
      if (named) {
        changed.add(column.name());
      }
      if (want.all || key.isEmpty() || named || key.contains(column.name())) {
        kept.add(column);
      }
    }
    if (want.all || !changed.isEmpty()) {
      boolean only = name[2].equals("r");
      tables.add(
          new KeptTable(
              name[0], name[1], kept, key, want.rows, changed, only, List.copyOf(want.causes)));
    }
  }

  /** The primary key, otherwise a unique index over columns that are never null. */
  private List<String> key(long id) throws SQLException {
    List<String> names = new ArrayList<>();
    session.query(
        """
        SELECT a.attname FROM (
          SELECT i.indrelid, i.indkey, i.indnkeyatts FROM pg_catalog.pg_index i
          WHERE i.indrelid = %d AND i.indisunique AND i.indisvalid AND i.indimmediate
            AND i.indpred IS NULL AND i.indexprs IS NULL
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute n WHERE n.attrelid = i.indrelid
              AND n.attnum = ANY (i.indkey) AND (NOT n.attnotnull OR n.attgenerated <> ''))
          ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1) k
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.indrelid
          AND a.attnum = ANY ((k.indkey::int2[])[0:k.indnkeyatts - 1])
        ORDER BY a.attnum
        """
            .formatted(id),
        row -> names.add(row.getString(1)));
    return names;
  }
}
