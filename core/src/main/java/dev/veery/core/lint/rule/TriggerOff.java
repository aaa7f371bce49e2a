package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.TableStatement.AlterTable;

/** Triggers that are switched off and stay so. */
final class TriggerOff extends AlterTableRule {

  TriggerOff() {
    super(
        About.warning("loss-trigger-off")
            .title("a trigger is switched off and stays so")
            .explain(
                """
                What the trigger kept (an audit trail, a total, a copy, with `ALL` the foreign keys
                themselves) is not kept for what is written from then on, and switching it on again
                mends nothing of it. Off and on again in one transaction, around a change of rows, is
                not reported.\
                """)
            .manual("sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER")
            .example(
                Example.of(
                        "ALTER TABLE orders DISABLE TRIGGER ALL;",
                        """
                        ALTER TABLE orders DISABLE TRIGGER ALL;
                        UPDATE orders SET note = 'x' WHERE id = 1;
                        ALTER TABLE orders ENABLE TRIGGER ALL;
                        """)
                    .otherSchema()
                    .proves(Proof.locks("orders", LockMode.SHARE_ROW_EXCLUSIVE)))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.FireMode fire)
        || fire.type() != ObjectType.TRIGGER
        || !fire.mode().equals("disable")) {
      return;
    }
    boolean back =
        at.after().stream()
            .anyMatch(later ->
                at.sharesTransaction(later)
                    && later.sql() instanceof AlterTable other
                    && other.name().same(alter.statement().name())
                    && other.actions().stream()
                        .anyMatch(a ->
                            a instanceof AlterAction.FireMode on
                                && on.mode().startsWith("enable")
                                && on.name().effective().equals(fire.name().effective())));
    if (!back) {
      at.report(
          this,
          alter.span(),
          "trigger " + fire.name() + " of " + alter.table() + " is switched off",
          "What it keeps is not kept for what is written from now on.",
          Remedy.after(alter.with("ENABLE TRIGGER " + at.text(fire.name().span()))));
    }
  }
}
