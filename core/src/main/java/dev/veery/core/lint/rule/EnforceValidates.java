package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import java.util.ArrayList;
import java.util.List;

/** ALTER CONSTRAINT … ENFORCED, which checks all rows at once. */
final class EnforceValidates extends AlterTableRule {

  EnforceValidates() {
    super(
        About.error("lock-constraint-enforced")
            .title(
                "a constraint that is enforced again reads every row while reads and writes wait")
            .explain(
                """
                `ALTER CONSTRAINT … ENFORCED` makes a foreign key hold that was `NOT ENFORCED`, and looks
                up every row for it under an `ACCESS EXCLUSIVE` lock on the table; writes to the one that it
                references wait as well.\
                """)
            .explain(
                """
                Drop the constraint and add it again as `NOT VALID`: it then holds for new rows after a
                moment. `VALIDATE CONSTRAINT`, in a transaction of its own, checks the old ones and lets
                reads and writes through.\
                """)
            .since(18)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-DESC-ALTER-CONSTRAINT")
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER CONSTRAINT orders_customer_fkey ENFORCED;",
                        """
                        ALTER TABLE orders DROP CONSTRAINT orders_customer_fkey;
                        ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey
                          FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fkey;
                        """)
                    .and(
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey
                          FOREIGN KEY (customer_id) REFERENCES customers (id) NOT ENFORCED;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.locks("customers", LockMode.SHARE_ROW_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.AlterConstraint change) || !change.enforces()) {
      return;
    }
    ConstraintState state = alter.table().constraint(change.name().effective());
    Constraint.ForeignKey key =
        state != null && state.definition() instanceof Constraint.ForeignKey found ? found : null;
    String name = at.text(change.name().span());
    at.report(
        this,
        alter.span(),
        "constraint " + change.name() + " of " + alter.table() + " checks every row again",
        "Every read and every write of "
            + alter.table()
            + ", and every write of "
            + (key == null ? "the table that it references" : key.table())
            + ", waits until all rows are checked.",
        key == null || state == null
            ? known(alter, name)
            : Remedy.instead(again(alter, name, state, key)));
  }

  private static Remedy known(AlterText alter, String name) {
    return Remedy.elsewhere(
        "-- what it says, to add it again as NOT VALID and validate it",
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = "
            + Identifiers.literal(alter.name())
            + "::regclass AND conname = "
            + Identifiers.literal(name)
            + ";");
  }

  private static List<String> again(
      AlterText alter, String name, ConstraintState state, Constraint.ForeignKey key) {
    List<String> lines = new ArrayList<>(alter.others());
    lines.add(alter.with("DROP CONSTRAINT " + name));
    lines.add(
        alter.with(
            "ADD CONSTRAINT "
                + name
                + " FOREIGN KEY ("
                + Texts.list(state.columns())
                + ") REFERENCES "
                + Texts.label(key.table())
                + (key.referenced().isEmpty()
                    ? ""
                    : " (" + Texts.list(Texts.names(key.referenced())) + ")")
                + Texts.actions(key)
                + " NOT VALID"));
    lines.add("-- veery: transaction=per-statement");
    lines.add(alter.with("VALIDATE CONSTRAINT " + name));
    return lines;
  }
}
