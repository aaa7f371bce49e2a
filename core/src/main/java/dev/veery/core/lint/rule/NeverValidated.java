package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.TableStatement.AlterTable;

/** A NOT VALID constraint that nothing validates. */
final class NeverValidated extends Rule {

  NeverValidated() {
    super(
        About.note("correct-constraint-not-validated")
            .title("a constraint stays NOT VALID, and no migration validates it")
            .explain(
                """
                A constraint that is `NOT VALID` holds for new rows; about the old ones nothing is known, and
                the planner cannot use it. Validate it in the same file, in a transaction of its own, or in
                a migration that follows: then there is no finding.\
                """)
            .manual("sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT")
            .example(
                Example.of(
                        "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0) NOT VALID;",
                        """
                        ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT positive;
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    for (LintStatement statement : at.up().statements()) {
      if (statement.sql() instanceof AlterTable alter) {
        TableState table = at.schema().find(alter.name());
        for (AlterAction action : alter.actions()) {
          if (table != null
              && action instanceof AlterAction.AddConstraint add
              && add.constraint().attributes().notValid()
              && add.constraint().name() != null) {
            ConstraintState state = table.constraint(add.constraint().name().effective());
            if (state != null && !state.valid()) {
              String name = Identifiers.quote(state.name());
              at.reportUnless(
                  later -> !isOpen(later, table, state.definition()),
                  this,
                  at.up(),
                  statement,
                  add.constraint().span(),
                  "constraint "
                      + state.name()
                      + " of "
                      + table
                      + " is not validated by any migration",
                  "Whether the old rows satisfy it is not known.",
                  Remedy.after(
                      "-- veery: transaction=per-statement",
                      "ALTER TABLE "
                          + at.schema().label(alter.name())
                          + " VALIDATE CONSTRAINT "
                          + name
                          + ";"));
            }
          }
        }
      }
    }
  }

  /** Whether the table is still there, and the constraint still holds for new rows only. */
  private static boolean isOpen(SchemaState later, TableState table, Constraint definition) {
    return later.has(table)
        && table.constraints().stream().anyMatch(c -> c.definition() == definition && !c.valid());
  }
}
