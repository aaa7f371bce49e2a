package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;

/** VALIDATE CONSTRAINT in the transaction that added the constraint. */
final class ValidateSameTransaction extends AlterTableRule {

  ValidateSameTransaction() {
    super(
        About.error("lock-validate-same-transaction")
            .title("a constraint is validated while the lock of adding it is still held")
            .explain(
                """
                `NOT VALID` and `VALIDATE CONSTRAINT` are meant to split a long, strong lock into a short
                strong one and a long weak one. In one transaction nothing is won: locks are held to its
                end, so the strong lock of `ADD CONSTRAINT` stays while every row is read.\
                """)
            .explain(
                "Validate in a transaction of its own: with a directive, or in the next migration.")
            .manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")
            .example(
                Example.of(
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
                        """,
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.ValidateConstraint validate)) {
      return;
    }
    ConstraintState constraint = alter.table().constraint(validate.name().effective());
    if (constraint == null
        || constraint.valid()
        || constraint.script() != at.script().number()
        || constraint.transaction() != at.statement().transaction()) {
      return;
    }
    boolean key = constraint.definition() instanceof Constraint.ForeignKey;
    at.report(
        this,
        alter.span(),
        "constraint "
            + validate.name()
            + " is validated in the transaction that adds it to "
            + alter.table(),
        "The lock of ADD CONSTRAINT is held while every row is read: "
            + (key ? "writes wait, also to the referenced table." : "reads and writes wait."),
        at.statement().ownTransaction()
            ? Remedy.before("COMMIT;", "BEGIN;")
            : Remedy.before("-- veery: transaction=per-statement"));
  }
}
