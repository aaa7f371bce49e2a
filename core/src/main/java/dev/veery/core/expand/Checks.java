package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.online.Piece;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;

/** Questions that stop a script, and name rows when they do. */
final class Checks {

  private static final int NAMED = 3;

  private Checks() {}

  /**
   * Fails when rows meet a condition, and names some of them by their primary key.
   *
   * @param condition over the table's columns
   * @param message what is wrong with those rows, behind {@code rows of shop.orders that}
   */
  static Piece.Own none(Catalog catalog, Table table, String condition, String message) {
    return none(catalog, table, condition, message, "");
  }

  /** The same, where a column may be missing: there is nothing to ask then. */
  private static Piece.Own none(
      Catalog catalog, Table table, String condition, String message, String column) {
    String body =
        "\nDECLARE\n  found bigint;\n  such text;\nBEGIN\n"
            + (column.isEmpty() ? "" : unlessMissing(table, column))
            + "  SELECT pg_catalog.count(*),"
            + " pg_catalog.string_agg(CASE WHEN number <= "
            + NAMED
            + " THEN key END, '; ') INTO found, such FROM (SELECT pg_catalog.row_number() OVER () AS"
            + " number, "
            + key(catalog, table)
            + " AS key FROM "
            + table.id().sqlName()
            + " WHERE "
            + condition
            + ") AS odd;\n  IF found > 0 THEN\n    RAISE EXCEPTION USING ERRCODE = 'VE003', MESSAGE = "
            + Identifiers.literal("rows of " + table.id().sqlName() + " that " + message + ": ")
            + " || found || ', such as ' || such;\n  END IF;\nEND\n";
    return new Piece.Own("DO " + Identifiers.dollarQuoted(body));
  }

  private static String unlessMissing(Table table, String column) {
    return "  IF NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = "
        + Identifiers.literal(table.id().sqlName())
        + "::regclass AND attname = "
        + Identifiers.literal(column)
        + " AND NOT attisdropped) THEN\n    RETURN;\n  END IF;\n";
  }

  /** The primary key of a row in words, or where it stands. */
  private static String key(Catalog catalog, Table table) {
    var parts = new ArrayList<String>();
    for (Constraint.Key key : catalog.all(Constraint.Key.class)) {
      if (key.holder().equals(table.id()) && key.type() == Constraint.KeyType.PRIMARY_KEY) {
        key.index()
            .keys()
            .forEach(k ->
                parts.add(
                    Identifiers.literal(k.column() + " ")
                        + " || "
                        + Identifiers.quote(k.column())
                        + "::text"));
      }
    }
    return parts.isEmpty()
        ? "'row ' || ctid::text"
        : "pg_catalog.concat_ws(', ', " + String.join(", ", parts) + ")";
  }

  /** Both sides are each other's value. */
  static Piece.Own equal(Catalog catalog, Shadow shadow) {
    Conversion conversion = shadow.conversion();
    String old = shadow.old();
    String fresh = shadow.fresh();
    String condition =
        conversion.strict()
            ? Shadow.differ(fresh, conversion.forward(old))
            : "("
                + old
                + " IS NULL) <> ("
                + fresh
                + " IS NULL)"
                + (conversion.isTwoWay()
                    ? " OR "
                        + Shadow.differ(old, conversion.backward(fresh))
                        + " AND "
                        + Shadow.differ(fresh, conversion.forward(old))
                    : "");
    return none(
        catalog, shadow.table(), condition, "do not have the same in " + old + " and in " + fresh);
  }

  /** Nothing that was written under the new name would be lost with it. */
  static Piece.Own kept(Catalog catalog, Shadow shadow) {
    Conversion conversion = shadow.conversion();
    String unlike =
        conversion.strict()
            ? Shadow.differ(shadow.fresh(), conversion.forward(shadow.old()))
            : shadow.old() + " IS NULL";
    return none(
        catalog,
        shadow.table(),
        shadow.fresh() + " IS NOT NULL AND " + unlike,
        "have a value in " + shadow.fresh() + " that " + shadow.old() + " has not",
        shadow.shadow());
  }
}
