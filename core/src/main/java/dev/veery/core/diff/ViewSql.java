package dev.veery.core.diff;

import dev.veery.core.catalog.Relation.MaterializedView;
import dev.veery.core.catalog.Relation.View;
import dev.veery.core.catalog.Relation.ViewColumn;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Views and materialized views. */
final class ViewSql {

  private ViewSql() {}

  /**
   * @param replace over a shell that was made before
   */
  static List<String> create(View view, boolean replace) {
    var statements = new ArrayList<String>();
    statements.add(definition(view, replace));
    for (ViewColumn column : view.columns()) {
      if (!column.defaultExpression().isEmpty()) {
        statements.add(
            "ALTER VIEW "
                + view.id().sqlName()
                + " ALTER COLUMN "
                + Identifiers.quote(column.name())
                + " SET DEFAULT "
                + column.defaultExpression());
      }
    }
    return statements;
  }

  static String definition(View view, boolean replace) {
    return (replace ? "CREATE OR REPLACE VIEW " : "CREATE VIEW ")
        + view.id().sqlName()
        + Clauses.with(view.options())
        + " AS\n"
        + view.query();
  }

  /** A view with the right columns and no rows, for those who need its row type before it. */
  static String shell(View view) {
    return "CREATE VIEW "
        + view.id().sqlName()
        + " AS\n SELECT "
        + view.columns().stream()
            .map(column ->
                "NULL::"
                    + column.type()
                    + (column.collation().isEmpty() ? "" : " COLLATE " + column.collation())
                    + " AS "
                    + Identifiers.quote(column.name()))
            .collect(Collectors.joining(",\n    "));
  }

  /**
   * @param filled with its rows
   */
  static List<String> create(MaterializedView view, boolean filled) {
    var statements = new ArrayList<String>();
    statements.add(
        "CREATE MATERIALIZED VIEW "
            + view.id().sqlName()
            + (view.accessMethod().isEmpty() || view.accessMethod().equals("heap")
                ? ""
                : " USING " + Identifiers.quote(view.accessMethod()))
            + Clauses.with(view.options())
            + (view.tablespace().isEmpty()
                ? ""
                : " TABLESPACE " + Identifiers.quote(view.tablespace()))
            + " AS\n"
            + view.query()
            + (filled ? "" : "\nWITH NO DATA"));
    for (ViewColumn column : view.columns()) {
      statements.addAll(
          ColumnSql.settings(
              view.id(),
              column.name(),
              column.statistics(),
              column.storage(),
              column.compression(),
              column.options()));
    }
    return statements;
  }
}
