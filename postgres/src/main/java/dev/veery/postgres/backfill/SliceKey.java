package dev.veery.postgres.backfill;

import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a table is walked, as SQL. A place in it is a list of texts, one for each
 * column, as the server prints them and reads them back.
 */
sealed interface SliceKey {

  List<String> columns();

  List<String> types();

  /**
   * Holds for the rows behind one place, up to and with another.
   *
   * @param row what the columns are qualified with
   * @param lower null for the beginning
   */
  String between(String row, @Nullable List<String> lower, List<String> upper);

  /**
   * A query for the place that is {@code rows} rows behind another, as {@code text[]}; no row, or
   * NULL, when fewer are left.
   *
   * @param table in FROM
   */
  String ahead(String table, @Nullable List<String> lower, List<String> upper, long rows);

  /** An expression: how many rows are left up to the upper place. */
  String left(String table, @Nullable List<String> lower, List<String> upper);

  /** A query for the last place of all as {@code text[]}; no row, or NULL, for an empty table. */
  String last(String table);

  static SliceKey of(List<String> columns, List<String> types) {
    return columns.equals(List.of("ctid")) ? new Pages() : new Unique(columns, types);
  }

  /**
   * The columns of a unique index none of which can be null.
   *
   * @param columns as the catalog writes them
   * @param types as {@code format_type} writes them
   */
  record Unique(List<String> columns, List<String> types) implements SliceKey {
    public Unique {
      columns = List.copyOf(columns);
      types = List.copyOf(types);
      if (columns.isEmpty() || columns.size() != types.size()) {
        throw new IllegalArgumentException("a key has columns, and each has a type");
      }
    }

    @Override
    public String between(String row, @Nullable List<String> lower, List<String> upper) {
      String key = tuple(columns.stream().map(c -> row + "." + Identifiers.quote(c)).toList());
      return (lower == null ? "" : key + " > " + place(lower) + " AND ")
          + key
          + " <= "
          + place(upper);
    }

    @Override
    public String ahead(String table, @Nullable List<String> lower, List<String> upper, long rows) {
      return "SELECT "
          + array("k")
          + " FROM "
          + table
          + " AS k WHERE "
          + between("k", lower, upper)
          + " ORDER BY "
          + order("")
          + " OFFSET "
          + (rows - 1)
          + " LIMIT 1";
    }

    @Override
    public String left(String table, @Nullable List<String> lower, List<String> upper) {
      return "(SELECT pg_catalog.count(*) FROM "
          + table
          + " AS k WHERE "
          + between("k", lower, upper)
          + ")";
    }

    @Override
    public String last(String table) {
      return "SELECT "
          + array("k")
          + " FROM "
          + table
          + " AS k ORDER BY "
          + order(" DESC")
          + " LIMIT 1";
    }

    private String order(String direction) {
      return String.join(
          ", ", columns.stream().map(c -> "k." + Identifiers.quote(c) + direction).toList());
    }

    private String array(String row) {
      return "ARRAY["
          + String.join(
              ", ", columns.stream().map(c -> row + "." + Identifiers.quote(c) + "::text").toList())
          + "]";
    }

    /** ROW around one value would only hide the index from the planner. */
    private static String tuple(List<String> values) {
      return values.size() == 1 ? values.getFirst() : "(" + String.join(", ", values) + ")";
    }

    private String place(List<String> values) {
      List<String> constants = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        constants.add(Identifiers.literal(values.get(i)) + "::" + types.get(i));
      }
      return tuple(constants);
    }
  }

  /**
   * The pages of the table itself. A place is the number of the first page that does not belong to
   * what is done: a range of pages is half open.
   */
  record Pages() implements SliceKey {
    @Override
    public List<String> columns() {
      return List.of("ctid");
    }

    @Override
    public List<String> types() {
      return List.of("tid");
    }

    @Override
    public String between(String row, @Nullable List<String> lower, List<String> upper) {
      return row
          + ".ctid >= '("
          + page(lower)
          + ",0)'::tid AND "
          + row
          + ".ctid < '("
          + page(upper)
          + ",0)'::tid";
    }

    @Override
    public String ahead(String table, @Nullable List<String> lower, List<String> upper, long rows) {
      long next = page(lower) + Math.max(1, rows / ROWS_OF_A_PAGE);
      return "SELECT " + (next < page(upper) ? "ARRAY['" + next + "']" : "NULL::text[]");
    }

    @Override
    public String left(String table, @Nullable List<String> lower, List<String> upper) {
      return "(" + (page(upper) - page(lower)) * ROWS_OF_A_PAGE + "::bigint)";
    }

    @Override
    public String last(String table) {
      return "SELECT ARRAY[(pg_catalog.pg_relation_size("
          + Identifiers.literal(table)
          + "::regclass) / pg_catalog.current_setting('block_size')::bigint)::text]";
    }

    /** A guess that only sets the size of a first batch; time sets the others. */
    private static final int ROWS_OF_A_PAGE = 50;

    private static long page(@Nullable List<String> place) {
      return place == null ? 0 : Long.parseLong(place.getFirst());
    }
  }
}
