package dev.veery.core.expand;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;

/**
 * A column and the one that stands beside it.
 *
 * @param table that both belong to
 * @param column as it is before the change
 * @param shadow the name of the other while both are there
 * @param conversion between their types
 * @param collation of the new column as SQL; empty where it is its type's own
 * @param reverse what becomes of the old column's name once the new one has taken it; empty for a
 *     pair that only lends a second name
 */
record Shadow(
    Table table,
    Column column,
    String shadow,
    Conversion conversion,
    String collation,
    String reverse) {

  /** The name of the old column while it is the one in use, quoted. */
  String old() {
    return Identifiers.quote(column.name());
  }

  /** The name of the other, quoted. */
  String fresh() {
    return Identifiers.quote(shadow);
  }

  /** The name of the old column behind the exchange, quoted. */
  String hidden() {
    return Identifiers.quote(reverse);
  }

  String sqlTable() {
    return table.id().sqlName();
  }

  /** {@code shop.orders.total}: for people. */
  String label() {
    return table.id().sqlName() + '.' + old();
  }

  /** Whether two values of one type are not the very same, whatever their type calls equal. */
  static String differ(String one, String other) {
    // IS DISTINCT FROM needs an equality that json has not, and takes 'a' and 'A' of citext for
    // one.
    return "ROW(" + one + ")::record OPERATOR(pg_catalog.*<>) ROW(" + other + ")::record";
  }
}
