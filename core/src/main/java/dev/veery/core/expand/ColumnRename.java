package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.diff.PartSql;
import dev.veery.core.online.Piece;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code RENAME COLUMN}: a second column lends the new name until the old one is not used any more.
 *
 * <p>The second column is the one that goes. The first has been there all the time with everything
 * that hangs on it, keeps its place among the columns, and takes the new name at the end, in an
 * instant: what is there then is what the plain statement makes. Indexes stand on both for the time
 * between, so that the new application's queries find theirs.
 */
final class ColumnRename {

  private final Catalog catalog;
  private final Table table;
  private final Shadow shadow;
  private final DualWrite dual;

  ColumnRename(Catalog catalog, String home, Table table, Column column, String to) {
    this.catalog = catalog;
    this.table = table;
    this.shadow =
        new Shadow(table, column, to, Conversion.none(column.name(), column.type(), to), "", "");
    this.dual = new DualWrite(home, table, List.of(shadow));
  }

  void into(Expansion.Builder to) {
    to.table(table.id().sqlName());
    to.change(shadow.label() + " is called " + shadow.fresh());
    to.shape(table).changes(shadow.column().name(), shadow.shadow(), shadow.shadow());
    expand(to);
    to.add(Phase.CONTRACT, Checks.equal(catalog, shadow));
    var rename = new ArrayList<String>();
    rename.add(lock());
    rename.addAll(dual.drop());
    rename.add(alter("DROP COLUMN " + shadow.fresh()));
    rename.add(alter("RENAME COLUMN " + shadow.old() + " TO " + shadow.fresh()));
    to.own(Phase.CONTRACT, rename);
    to.add(Phase.ABORT, Checks.kept(catalog, shadow));
    var back = new ArrayList<String>();
    back.add(lock());
    back.addAll(dual.drop());
    back.add(alter("DROP COLUMN IF EXISTS " + shadow.fresh()));
    to.own(Phase.ABORT, back);
  }

  private void expand(Expansion.Builder to) {
    Column column = shadow.column();
    var add = new ArrayList<String>();
    add.add(
        alter(
            "ADD COLUMN "
                + shadow.fresh()
                + ' '
                + column.type()
                + (column.collation().isEmpty() ? "" : " COLLATE " + column.collation())));
    add.addAll(
        PartSql.privileges(
            table.id(), shadow.shadow(), column.privileges(), table.attributes().owner()));
    add.addAll(dual.create());
    to.own(Phase.EXPAND, add);
    to.add(
        Phase.EXPAND,
        new Piece.Backfill(
            "UPDATE "
                + table.id().sqlName()
                + " SET "
                + shadow.fresh()
                + " = "
                + shadow.old()
                + " WHERE "
                + Shadow.differ(shadow.fresh(), shadow.old()),
            Retyping.BACKFILL));
    Map<String, String> names = Map.of(column.name(), shadow.shadow());
    for (Index index : Dependents.indexes(catalog, table, column.name())) {
      to.add(
          Phase.EXPAND,
          new Piece.Alone(
              PartSql.createConcurrently(
                  Dependents.renamed(index, ShadowNames.fresh(index.id().name()), names))));
    }
    to.add(Phase.EXPAND, new Piece.Own("ANALYZE " + table.id().sqlName()));
  }

  private String alter(String action) {
    return "ALTER TABLE " + table.id().sqlName() + ' ' + action;
  }

  private String lock() {
    return "LOCK TABLE " + table.id().sqlName() + " IN ACCESS EXCLUSIVE MODE";
  }

  /** Why it cannot be done this way; empty where it can. */
  static String refusal(Table table, Column column, String to) {
    String general = Dependents.refusal(table);
    if (!general.isEmpty()) {
      return general;
    }
    if (column.value() instanceof Column.Value.Generated) {
      return Identifiers.quote(column.name())
          + " is a generated column, which nobody writes and no trigger sets";
    }
    for (Column other : table.columns()) {
      if (other.name().equals(to)) {
        return "there is a column " + Identifiers.quote(to) + " already";
      }
    }
    return "";
  }
}
