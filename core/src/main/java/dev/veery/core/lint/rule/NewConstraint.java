package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.TableStatement.AlterTable;

/** A constraint that the running application does not know of. */
final class NewConstraint extends AlterTableRule {

  NewConstraint() {
    super(
        About.note("compat-new-constraint")
            .title("a new constraint refuses what the running application may write")
            .explain(
                """
                A constraint holds for new rows at once, `NOT VALID` or not. An application that was built
                before it may still write what it refuses.\
                """)
            .offByDefault()
            .manual("ddl-constraints.html")
            .example(
                Example.of(
                        "ALTER TABLE orders ADD CONSTRAINT total_known CHECK (total IS NOT NULL) NOT VALID;",
                        """
                        ALTER TABLE orders ADD COLUMN weight int;
                        ALTER TABLE orders ADD CONSTRAINT weight_known CHECK (weight > 0) NOT VALID;
                        """)
                    .otherSchema()
                    .proves(Proof.breaks("INSERT INTO orders (customer_id) VALUES (1)", "23514")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.AddConstraint add)
        || add.constraint().attributes().notEnforced()
        || add.constraint() instanceof Constraint.Unique unique && unique.usingIndex() != null) {
      return;
    }
    boolean onNewColumns =
        at.before().stream()
            .anyMatch(earlier ->
                earlier.sql() instanceof AlterTable other
                    && other.name().same(alter.statement().name())
                    && other.actions().stream()
                        .anyMatch(a ->
                            a instanceof AlterAction.AddColumn column
                                && alter.text().contains(column.column().name().effective())));
    if (!onNewColumns) {
      at.report(
          this,
          alter.span(),
          "a new constraint of " + alter.table() + " refuses rows",
          "Writes of the running application that break it fail.",
          Remedy.elsewhere(
              "-- in a later migration, when every application keeps to it",
              alter.with(alter.text())));
    }
  }
}
