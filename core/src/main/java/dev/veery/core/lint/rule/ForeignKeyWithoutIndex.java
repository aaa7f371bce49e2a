package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import java.util.List;

/** A foreign key whose columns no index begins with. */
final class ForeignKeyWithoutIndex extends Rule {

  ForeignKeyWithoutIndex() {
    super(
        About.warning("correct-foreign-key-without-index")
            .title("no index serves the columns of a foreign key")
            .explain(
                """
                PostgreSQL makes no index on the referencing side. Without one, every `DELETE` in the
                referenced table, and every `UPDATE` of its key, reads the whole referencing table, row
                by row deleted, while it holds its locks.\
                """)
            .manual("ddl-constraints.html#DDL-CONSTRAINTS-FK")
            .example(
                Example.of(
                        """
                        CREATE TABLE notes (
                          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                          order_id bigint REFERENCES orders (id)
                        );
                        """,
                        """
                        CREATE TABLE notes (
                          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                          order_id bigint REFERENCES orders (id)
                        );
                        CREATE INDEX notes_order_id_idx ON notes (order_id);
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    for (LintStatement statement : at.up().statements()) {
      switch (statement.sql()) {
        case CreateTable create -> {
          for (Constraint constraint : create.constraints()) {
            if (constraint instanceof Constraint.ForeignKey key) {
              check(at, statement, create.name(), key, Texts.names(key.columns()));
            }
          }
          for (ColumnDefinition column : create.columns()) {
            checkColumn(at, statement, create.name(), column);
          }
        }
        case AlterTable alter -> {
          for (AlterAction action : alter.actions()) {
            if (action instanceof AlterAction.AddConstraint add
                && add.constraint() instanceof Constraint.ForeignKey key) {
              check(at, statement, alter.name(), key, Texts.names(key.columns()));
            } else if (action instanceof AlterAction.AddColumn add) {
              checkColumn(at, statement, alter.name(), add.column());
            }
          }
        }
        default -> {
          // Adds no foreign key.
        }
      }
    }
  }

  private void checkColumn(
      MigrationSite at, LintStatement statement, QualifiedName table, ColumnDefinition column) {
    Constraint.ForeignKey key = column.constraint(Constraint.ForeignKey.class);
    if (key != null) {
      check(at, statement, table, key, List.of(column.name().effective()));
    }
  }

  private void check(
      MigrationSite at,
      LintStatement statement,
      QualifiedName name,
      Constraint.ForeignKey key,
      List<String> columns) {
    TableState table = at.schema().find(name);
    boolean unknown = table == null || !table.isKnown() && table.createdBy() == TableState.BEFORE;
    if (unknown && table != null && table.indexes().isEmpty() && !madeHere(at, name)) {
      // What indexes it has, nobody has said.
      return;
    }
    if (table == null || serves(table, columns)) {
      return;
    }
    String index = Texts.name(table.name(), columns, "idx");
    at.reportUnless(
        later -> !later.has(table) || serves(table, columns),
        this,
        at.up(),
        statement,
        key.span(),
        "no index of " + table + " begins with " + String.join(", ", columns),
        "Deleting a row of "
            + key.table()
            + ", or changing its key, reads all of "
            + table
            + " each time.",
        Remedy.after(
            "CREATE INDEX "
                + (madeHere(at, name) ? "" : "CONCURRENTLY ")
                + index
                + " ON "
                + at.schema().label(name)
                + " ("
                + Texts.list(columns)
                + ");"));
  }

  private static boolean serves(TableState table, List<String> columns) {
    return table.indexes().stream().anyMatch(i -> i.where() == null && i.leadsWith(columns));
  }

  private static boolean madeHere(MigrationSite at, QualifiedName name) {
    return at.schema().table(name).createdBy() == at.up().number();
  }
}
