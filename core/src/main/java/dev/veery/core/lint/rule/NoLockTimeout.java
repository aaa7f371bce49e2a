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
import java.util.Map;

/** A strong lock waited for without end. */
final class NoLockTimeout extends Rule {

  NoLockTimeout() {
    super(
        About.note("lock-no-timeout")
            .title("a strong lock is waited for without a limit")
            .explain(
                """
                `ALTER TABLE` may need its lock for a millisecond only; but it gets it when every
                transaction that uses the table has ended, and while it waits, everybody who comes later
                waits behind it. One report that runs for ten minutes then stops the application for ten
                minutes.\
                """)
            .explain(
                """
                With a `lock_timeout` the statement gives up instead, the queue behind it moves on, and it
                can be tried again. Set it for all migrations (`lock-timeout` in `veery.toml`), for a file
                or statement (`-- veery: lock-timeout=2s`), or in SQL.\
                """)
            .manual("runtime-config-client.html#GUC-LOCK-TIMEOUT")
            .example(
                Example.of(
                        "ALTER TABLE orders ADD COLUMN gift boolean;",
                        """
                        SET lock_timeout = '2s';
                        ALTER TABLE orders ADD COLUMN gift boolean;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.hasLockTimeout()) {
      return;
    }
    // Once per script: one setting mends all of it.
    for (LintStatement earlier : at.before()) {
      if (!at.locks(earlier).isEmpty()) {
        return;
      }
    }
    for (Map.Entry<TableState, LockMode> lock : at.locks().entrySet()) {
      at.report(
          this,
          null,
          "the "
              + lock.getValue().words()
              + " lock on "
              + lock.getKey()
              + " is waited for without a limit",
          "While it waits behind a long transaction, it blocks "
              + lock.getValue().blocks(lock.getKey().toString())
              + ".",
          Remedy.before("SET lock_timeout = '2s';"));
      return;
    }
  }
}
