package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.diff.PartSql;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code RENAME TO} of a table: a view lends the new name until the old one is not used any more.
 * The server writes through it to the table; the old application does not notice it.
 */
final class TableRename {

  private static final int SINCE_INVOKER = 15;

  private final Catalog catalog;
  private final Table table;
  private final String to;

  TableRename(Catalog catalog, Table table, String to) {
    this.catalog = catalog;
    this.table = table;
    this.to = to;
  }

  void into(Expansion.Builder builder) {
    ObjectId view = new ObjectId(ObjectKind.VIEW, table.id().schema(), to);
    builder.table(table.id().sqlName());
    builder.change(table.id().sqlName() + " is called " + Identifiers.quote(to));
    builder.shape(table).isCalled(to);
    builder.note(
        "until the contract phase "
            + view.sqlName()
            + " is a view: COPY into it, TRUNCATE of it and foreign keys to it do not work");
    List<String> columns = table.columns().stream().map(Column::name).toList();
    var create = new ArrayList<String>();
    create.add(
        "CREATE VIEW "
            + view.sqlName()
            + (catalog.major() >= SINCE_INVOKER ? " WITH (security_invoker = true)" : "")
            + " AS SELECT "
            + Dependents.quoted(columns)
            + " FROM "
            + table.id().sqlName());
    create.add(
        "ALTER VIEW "
            + view.sqlName()
            + " OWNER TO "
            + Identifiers.quote(table.attributes().owner()));
    create.addAll(
        PartSql.privileges(
            view, table.attributes().privileges(), table.attributes().owner(), catalog.major()));
    builder.own(Phase.EXPAND, create);
    builder.own(
        Phase.CONTRACT,
        List.of(
            "LOCK TABLE " + table.id().sqlName() + " IN ACCESS EXCLUSIVE MODE",
            "DROP VIEW " + view.sqlName(),
            "ALTER TABLE " + table.id().sqlName() + " RENAME TO " + Identifiers.quote(to)));
    builder.own(Phase.ABORT, List.of("DROP VIEW IF EXISTS " + view.sqlName()));
  }

  /** Why it cannot be done this way; empty where it can. */
  static String refusal(Catalog catalog, Table table, String to) {
    if (catalog.major() < SINCE_INVOKER && table.rowSecurity()) {
      return table.id().sqlName()
          + " has row-level security, and a view of PostgreSQL "
          + catalog.major()
          + " reads with the rights of its owner";
    }
    for (ObjectKind kind :
        List.of(
            ObjectKind.TABLE,
            ObjectKind.VIEW,
            ObjectKind.MATERIALIZED_VIEW,
            ObjectKind.FOREIGN_TABLE,
            ObjectKind.SEQUENCE,
            ObjectKind.INDEX)) {
      if (catalog.find(new ObjectId(kind, table.id().schema(), to)).isPresent()) {
        return "there is a " + kind.word() + " " + Identifiers.quote(to) + " already";
      }
    }
    return "";
  }
}
