package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.plan.TransactionUse;

/** CONCURRENTLY and its like between BEGIN and COMMIT. */
final class ConcurrentlyInTransaction extends Rule {

  ConcurrentlyInTransaction() {
    super(
        About.error("correct-not-in-transaction")
            .title("a statement stands between BEGIN and COMMIT that may not run in a transaction")
            .explain(
                """
                PostgreSQL refuses `CREATE INDEX CONCURRENTLY`, `VACUUM`, `REINDEX CONCURRENTLY` and their
                like in a transaction block (SQLSTATE 25001). Without the script's own `BEGIN` Veery runs
                such a statement by itself.\
                """)
            .manual("sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")
            .example(
                Example.of(
                        """
                        BEGIN;
                        CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);
                        COMMIT;
                        """,
                        "CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);")
                    .proves(Proof.fails("25001")))
            .downToo()
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.statement().ownTransaction()
        && TransactionUse.of(at.statement().item().words()) == TransactionUse.ALONE) {
      at.report(
          this,
          null,
          at.sql().tag() + " may not run between BEGIN and COMMIT",
          "PostgreSQL refuses it, and the migration stops there.",
          Remedy.before("COMMIT;"));
    }
  }
}
