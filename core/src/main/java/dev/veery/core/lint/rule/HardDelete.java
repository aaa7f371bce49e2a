package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Truncate;
import dev.veery.core.sql.ast.QualifiedName;
import java.util.List;

/** DELETE where rows are only to be marked. */
final class HardDelete extends Rule {

  HardDelete() {
    super(
        About.error("softdelete-hard-delete")
            .title("rows are deleted from a table in which they are to be marked")
            .explain(
                """
                `soft-delete-columns` in `[lint]` names the columns that mark a row as deleted. In a table
                with one of them a `DELETE` or `TRUNCATE` loses what others count on finding.\
                """)
            .manual("sql-delete.html")
            .example(
                Example.of(
                        "DELETE FROM notes WHERE id = 1;",
                        "UPDATE notes SET deleted_at = now() WHERE id = 1;")
                    .before("CREATE TABLE notes (id int PRIMARY KEY, deleted_at timestamptz);")
                    .with("soft-delete-columns", "deleted_at"))
            .build());
  }

  @Override
  public void statement(Site at) {
    List<QualifiedName> tables =
        switch (at.sql()) {
          case Delete delete -> List.of(delete.table());
          case Truncate truncate -> truncate.tables();
          default -> List.of();
        };
    for (QualifiedName table : tables) {
      for (String column : at.settings().softDeleteColumns()) {
        if (at.table(table).column(column) != null && !at.isNew(table)) {
          at.report(
              this,
              null,
              "rows of " + table + " are deleted, not marked in " + column,
              "What others count on finding is lost.",
              at.sql() instanceof Delete delete && delete.where() != null && delete.using() == null
                  ? Remedy.instead(
                      "UPDATE "
                          + at.text(table.span())
                          + " SET "
                          + Identifiers.quote(column)
                          + " = now() WHERE "
                          + delete.where()
                          + ";")
                  : Remedy.instead(
                      "UPDATE "
                          + at.text(table.span())
                          + " SET "
                          + Identifiers.quote(column)
                          + " = now() WHERE "
                          + Identifiers.quote(column)
                          + " IS NULL;"));
        }
      }
    }
  }
}
