package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.online.Piece;
import dev.veery.core.sql.Identifiers;
import java.util.List;

/**
 * {@code DROP COLUMN}: it goes when nobody uses it any more. Until then the new application, which
 * does not know it, must be able to write rows without it.
 */
final class ColumnDrop {

  private final Catalog catalog;
  private final Table table;
  private final Column column;
  private final String drop;

  /**
   * @param drop the statement that removes it
   */
  ColumnDrop(Catalog catalog, Table table, Column column, String drop) {
    this.catalog = catalog;
    this.table = table;
    this.column = column;
    this.drop = drop;
  }

  void into(Expansion.Builder to) {
    String name = Identifiers.quote(column.name());
    String alter = "ALTER TABLE " + table.id().sqlName();
    to.table(table.id().sqlName());
    to.change(table.id().sqlName() + '.' + name + " goes");
    to.shape(table).loses(column.name());
    if (column.notNull() instanceof Column.NotNull.Required required
        && column.value() instanceof Column.Value.None) {
      to.own(Phase.EXPAND, List.of(alter + " ALTER COLUMN " + name + " DROP NOT NULL"));
      String check = Identifiers.quote(ShadowNames.fresh(column.name() + "_not_null"));
      to.add(
          Phase.ABORT,
          Checks.none(catalog, table, name + " IS NULL", "were written without " + name));
      to.own(
          Phase.ABORT,
          List.of(
              alter + " DROP CONSTRAINT IF EXISTS " + check,
              alter + " ADD CONSTRAINT " + check + " CHECK (" + name + " IS NOT NULL) NOT VALID"));
      to.add(Phase.ABORT, new Piece.Own(alter + " VALIDATE CONSTRAINT " + check));
      to.own(
          Phase.ABORT,
          List.of(
              required.name().isEmpty()
                  ? alter + " ALTER COLUMN " + name + " SET NOT NULL"
                  : alter
                      + " ADD CONSTRAINT "
                      + Identifiers.quote(required.name())
                      + " NOT NULL "
                      + name,
              alter + " DROP CONSTRAINT " + check));
    }
    to.own(Phase.CONTRACT, List.of(drop));
  }

  /** Why it cannot wait; empty where it can. */
  static String refusal(Catalog catalog, Table table, Column column) {
    for (Constraint.Key key : catalog.all(Constraint.Key.class)) {
      boolean within = key.index().keys().stream().anyMatch(k -> k.column().equals(column.name()));
      if (key.holder().equals(table.id())
          && key.type() == Constraint.KeyType.PRIMARY_KEY
          && within
          && column.value() instanceof Column.Value.None) {
        return Identifiers.quote(column.name())
            + " is part of the primary key: rows cannot be written without it";
      }
    }
    return "";
  }
}
