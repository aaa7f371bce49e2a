package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;

/** ON DELETE CASCADE into a table in which rows are only to be marked. */
final class SoftDeleteCascade extends Rule {

  SoftDeleteCascade() {
    super(
        About.warning("softdelete-cascade")
            .title("ON DELETE CASCADE deletes rows that are to be marked")
            .explain(
                """
                A `DELETE` in the referenced table deletes the rows here for good, past the column that is
                to mark them. Use `RESTRICT` or no action, and mark both.\
                """)
            .manual("ddl-constraints.html#DDL-CONSTRAINTS-FK")
            .example(
                Example.of(
                        """
                        CREATE TABLE notes (
                          id int PRIMARY KEY,
                          order_id bigint REFERENCES orders (id) ON DELETE CASCADE,
                          deleted_at timestamptz
                        );
                        """,
                        """
                        CREATE TABLE notes (
                          id int PRIMARY KEY,
                          order_id bigint REFERENCES orders (id) ON DELETE RESTRICT,
                          deleted_at timestamptz
                        );
                        """)
                    .with("soft-delete-columns", "deleted_at")
                    .otherSchema())
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    for (LintStatement statement : at.up().statements()) {
      switch (statement.sql()) {
        case CreateTable create -> {
          create.constraints().forEach(c -> check(at, statement, create.name(), c));
          create
              .columns()
              .forEach(column ->
                  column.constraints().forEach(c -> check(at, statement, create.name(), c)));
        }
        case AlterTable alter -> {
          for (AlterAction action : alter.actions()) {
            if (action instanceof AlterAction.AddConstraint add) {
              check(at, statement, alter.name(), add.constraint());
            } else if (action instanceof AlterAction.AddColumn add) {
              add.column().constraints().forEach(c -> check(at, statement, alter.name(), c));
            }
          }
        }
        default -> {
          // Adds no foreign key.
        }
      }
    }
  }

  private static String restrict(LintStatement statement, Constraint.ForeignKey key) {
    String text = statement.text();
    String part = statement.parsed().text(key.span());
    return text.replace(part, part.replaceAll("(?i)(on\\s+delete\\s+)cascade", "$1RESTRICT")) + ";";
  }

  private void check(
      MigrationSite at, LintStatement statement, QualifiedName name, Constraint constraint) {
    TableState table = at.schema().find(name);
    if (table != null
        && constraint instanceof Constraint.ForeignKey key
        && key.onDelete() == Constraint.ReferentialAction.CASCADE
        && at.settings().softDeleteColumns().stream().anyMatch(c -> table.column(c) != null)) {
      at.report(
          this,
          at.up(),
          statement,
          key.span(),
          "deleting a row of " + key.table() + " deletes rows of " + table + " for good",
          "Rows that were to be marked only are lost.",
          Remedy.instead(restrict(statement, key)));
    }
  }
}
