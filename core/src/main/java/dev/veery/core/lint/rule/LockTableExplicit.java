package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SessionStatement.Lock;
import java.util.ArrayList;
import java.util.List;

/** LOCK TABLE in a mode that hinders the application. */
final class LockTableExplicit extends Rule {

  LockTableExplicit() {
    super(
        About.warning("lock-table-explicit")
            .title("a table is locked until the end of the transaction")
            .explain(
                """
                `LOCK TABLE` without a mode takes `ACCESS EXCLUSIVE`, and holds it until the transaction
                ends. Statements take the locks that they need; a lock taken by hand is needed only to
                take the strongest first, and then belongs behind a short `lock_timeout`.\
                """)
            .manual("sql-lock.html")
            .example(
                Example.of(
                        "LOCK TABLE orders;\nCOMMENT ON TABLE orders IS 'what was bought';",
                        "COMMENT ON TABLE orders IS 'what was bought';")
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof Lock lock)) {
      return;
    }
    LockMode mode = LockMode.of(lock.mode());
    List<String> used = new ArrayList<>();
    for (QualifiedName table : lock.tables()) {
      if (!at.isNew(table)) {
        used.add(table.toString());
      }
    }
    if (!used.isEmpty() && mode.blocksWrites()) {
      String names = String.join(", ", used);
      at.report(
          this,
          null,
          names + " is locked in mode " + mode.words(),
          "Until the end of the transaction it blocks " + mode.blocks(names) + ".",
          Remedy.instead(
              "-- the statements behind it lock what they need; wait no longer than that for it",
              "SET LOCAL lock_timeout = '2s';"));
    }
  }
}
