package dev.veery.postgres.rehearse.proof;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a database at one moment: of each table how many there are and a hash over all of
 * them, and the rows themselves where there are few.
 *
 * <p>Hashes are made by the server over the text of each row, columns in name order, because a
 * column that was dropped and added again stands at the end.
 */
public final class RowState {

  /** Rows of more than these are not kept; then a difference is told without an example. */
  private static final int KEPT_PER_TABLE = 5_000;

  private static final int TABLES_PER_QUERY = 100;

  private final Map<String, Table> tables;

  private RowState(Map<String, Table> tables) {
    this.tables = tables;
  }

  /**
   * One table.
   *
   * @param columns in name order
   * @param key the columns of the primary key; empty where there is none
   * @param count of rows
   * @param hash over all of them
   * @param rows themselves, in the order of {@code columns}; empty where they are too many
   */
  record Table(
      List<String> columns,
      List<String> key,
      long count,
      String hash,
      List<@Nullable String[]> rows) {}

  /** Reads the rows of every table that holds some itself. */
  public static RowState read(Session session, Catalog catalog) throws SQLException {
    return read(session, catalog, table -> true);
  }

  /**
   * Reads the rows of some tables.
   *
   * @param wanted says which, by their qualified names as SQL
   */
  static RowState read(Session session, Catalog catalog, Predicate<String> wanted)
      throws SQLException {
    Map<Object, List<String>> keys = new HashMap<>();
    for (Constraint.Key key : catalog.all(Constraint.Key.class)) {
      if (key.type() == Constraint.KeyType.PRIMARY_KEY) {
        keys.put(key.holder(), key.index().keys().stream().map(k -> k.column()).toList());
      }
    }
    List<Shape> shapes = new ArrayList<>();
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      String name = Identifiers.qualify(table.id().schema(), table.id().name());
      if (table.partitionBy().isEmpty() && table.foreign().isEmpty() && wanted.test(name)) {
        Set<String> columns = new TreeSet<>();
        table.columns().stream().map(Column::name).forEach(columns::add);
        shapes.add(new Shape(name, List.copyOf(columns), keys.getOrDefault(table.id(), List.of())));
      }
    }
    Map<String, Table> tables = new LinkedHashMap<>();
    for (int i = 0; i < shapes.size(); i += TABLES_PER_QUERY) {
      readSome(session, shapes.subList(i, Math.min(shapes.size(), i + TABLES_PER_QUERY)), tables);
    }
    return new RowState(tables);
  }

  private record Shape(String name, List<String> columns, List<String> key) {
    String list(String suffix) {
      return columns.isEmpty()
          ? "NULL"
          : String.join(
              ", ", columns.stream().map(column -> Identifiers.quote(column) + suffix).toList());
    }
  }

  /** Counts and hashes in one message, and the rows of those that have some in another. */
  private static void readSome(Session session, List<Shape> shapes, Map<String, Table> tables)
      throws SQLException {
    var digests = new StringBuilder();
    List<Session.RowReader> readers = new ArrayList<>();
    List<Shape> withRows = new ArrayList<>();
    for (Shape shape : shapes) {
      digests
          .append("SELECT count(*), coalesce(sum(hashtextextended(ROW(")
          .append(shape.list(""))
          .append(")::text, 0)::numeric), 0) FROM ONLY ")
          .append(shape.name())
          .append(';');
      readers.add(row -> {
        long count = row.getLong(1);
        tables.put(
            shape.name(),
            new Table(shape.columns(), shape.key(), count, row.getString(2), new ArrayList<>()));
        if (count > 0 && count <= KEPT_PER_TABLE) {
          withRows.add(shape);
        }
      });
    }
    session.query(digests.toString(), readers);
    var rows = new StringBuilder();
    List<Session.RowReader> rowReaders = new ArrayList<>();
    for (Shape shape : withRows) {
      rows.append("SELECT ").append(shape.list("::text")).append(" FROM ONLY ");
      rows.append(shape.name()).append(';');
      Table table = tables.get(shape.name());
      int width = shape.columns().size();
      rowReaders.add(row -> {
        @Nullable String[] values = new String[width];
        for (int i = 0; i < width; i++) {
          values[i] = row.getString(i + 1);
        }
        if (table != null) {
          table.rows().add(values);
        }
      });
    }
    if (!rowReaders.isEmpty()) {
      session.query(rows.toString(), rowReaders);
    }
  }

  /** These with those of other tables, or of the same tables at another time, laid over them. */
  RowState with(RowState others) {
    Map<String, Table> all = new LinkedHashMap<>(tables);
    all.putAll(others.tables);
    return new RowState(all);
  }

  /** These without other tables. */
  RowState only(Set<String> wanted) {
    Map<String, Table> some = new LinkedHashMap<>(tables);
    some.keySet().retainAll(wanted);
    return new RowState(some);
  }

  static RowState none() {
    return new RowState(Map.of());
  }

  Map<String, Table> tables() {
    return tables;
  }

  /** How many rows there are in all. */
  public long count() {
    return tables.values().stream().mapToLong(Table::count).sum();
  }
}
