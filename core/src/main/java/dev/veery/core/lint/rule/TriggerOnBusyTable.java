package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TriggerStatement.CreateRule;
import dev.veery.core.sql.ast.TriggerStatement.CreateTrigger;

/** Triggers and rules on tables that are in use. */
final class TriggerOnBusyTable extends Rule {

  TriggerOnBusyTable() {
    super(
        About.note("lock-trigger")
            .title("a trigger or rule waits for the table, and the application behind it")
            .explain(
                """
                `CREATE TRIGGER` takes a `SHARE ROW EXCLUSIVE` lock, `CREATE RULE` and dropping either an
                `ACCESS EXCLUSIVE` one. The work is short; but the lock is granted only when every
                transaction in its way has ended, and everybody who comes later waits behind it. Run it by
                itself, with a short `lock_timeout`, which Veery retries.\
                """)
            .manual("sql-createtrigger.html")
            .example(
                Example.of(
                        """
                        CREATE TRIGGER orders_touch BEFORE UPDATE ON orders
                          FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
                        """,
                        "CREATE TABLE other (id int);")
                    .otherSchema()
                    .proves(Proof.locks("orders", LockMode.SHARE_ROW_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case CreateTrigger trigger ->
          report(at, trigger.table(), LockMode.SHARE_ROW_EXCLUSIVE, "trigger " + trigger.name());
      case CreateRule rule ->
          report(at, rule.table(), LockMode.ACCESS_EXCLUSIVE, "rule " + rule.name());
      case Drop drop -> {
        if (drop.type() == ObjectType.TRIGGER || drop.type() == ObjectType.RULE) {
          for (ObjectName object : drop.objects()) {
            if (object.on() != null) {
              report(
                  at,
                  object.on(),
                  LockMode.ACCESS_EXCLUSIVE,
                  object.type().lower() + " " + object.name());
            }
          }
        }
      }
      default -> {
        // Neither.
      }
    }
  }

  private void report(Site at, QualifiedName table, LockMode mode, String what) {
    boolean view = at.schema().view(table) != null;
    if (!at.isNew(table) && !view && !at.hasLockTimeout()) {
      at.report(
          this,
          null,
          what + " needs a " + mode.words() + " lock on " + table,
          "While it waits for it and holds it, it blocks " + mode.blocks(table.toString()) + ".",
          Remedy.before("SET lock_timeout = '2s';"));
    }
  }
}
