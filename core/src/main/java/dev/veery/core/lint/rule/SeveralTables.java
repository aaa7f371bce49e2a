package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Several tables that are in use locked in one transaction. */
final class SeveralTables extends Rule {

  SeveralTables() {
    super(
        About.warning("lock-several-tables")
            .title("one transaction locks several tables that are in use")
            .explain(
                """
                The application takes its locks in an order of its own. A transaction that holds a strong
                lock on one table and waits for another one is a deadlock when somebody holds the second
                and wants the first; and while it waits, the first stays blocked.\
                """)
            .explain(
                """
                One table per transaction: several migrations, or `-- veery: transaction=per-statement`.\
                """)
            .manual("explicit-locking.html#LOCKING-DEADLOCKS")
            .example(
                Example.of(
                        """
                        ALTER TABLE orders ADD COLUMN gift boolean;
                        ALTER TABLE customers ADD COLUMN vip boolean;
                        """,
                        """
                        ALTER TABLE orders ADD COLUMN gift boolean;
                        -- veery: transaction=per-statement
                        ALTER TABLE customers ADD COLUMN vip boolean;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.locks("customers", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    Set<TableState> held = new LinkedHashSet<>();
    for (LintStatement earlier : at.before()) {
      if (at.sharesTransaction(earlier)) {
        held.addAll(at.locks(earlier).keySet());
      }
    }
    for (Map.Entry<TableState, LockMode> lock : at.locks().entrySet()) {
      if (!held.isEmpty() && !held.contains(lock.getKey())) {
        at.report(
            this,
            null,
            lock.getKey() + " is locked while the lock on " + held.iterator().next() + " is held",
            "A transaction of the application that uses both in the other order makes a deadlock, and"
                + " one of them is aborted.",
            at.statement().ownTransaction()
                ? Remedy.before("COMMIT;", "BEGIN;")
                : Remedy.before("-- veery: transaction=per-statement"));
        return;
      }
    }
  }
}
