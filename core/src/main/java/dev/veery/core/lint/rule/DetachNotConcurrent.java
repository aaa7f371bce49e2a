package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;

/** DETACH PARTITION without CONCURRENTLY. */
final class DetachNotConcurrent extends AlterTableRule {

  DetachNotConcurrent() {
    super(
        About.error("lock-detach-not-concurrent")
            .title("a partition is detached while the whole table is locked")
            .explain(
                """
                `DETACH PARTITION` takes an `ACCESS EXCLUSIVE` lock on the parent, and so on every query of
                the partitioned table. `DETACH PARTITION … CONCURRENTLY` (PostgreSQL 14) takes a
                `SHARE UPDATE EXCLUSIVE` lock in two transactions; it may not run in a transaction block
                and is refused where there is a default partition.\
                """)
            .manual("sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION")
            .example(
                Example.of(
                        "ALTER TABLE events DETACH PARTITION events_2026;",
                        "ALTER TABLE events DETACH PARTITION events_2026 CONCURRENTLY;")
                    .before(
                        """
                        CREATE TABLE events (at date NOT NULL, kind text) PARTITION BY RANGE (at);
                        CREATE TABLE events_2026 PARTITION OF events
                          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
                        """)
                    .otherSchema()
                    .proves(Proof.locks("events", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (action instanceof AlterAction.DetachPartition detach
        && !detach.concurrently()
        && !detach.isFinal()) {
      boolean possible = alter.table().defaultPartition() == null;
      at.report(
          this,
          alter.span(),
          "partition " + detach.partition() + " is detached without CONCURRENTLY",
          "Every read and every write of "
              + alter.table()
              + " waits until all transactions that use it now have ended."
              + (possible
                  ? ""
                  : " With a default partition CONCURRENTLY is refused; a lock_timeout and a retry"
                      + " keep the wait short."),
          possible
              ? Remedy.instead(alter.with(alter.text() + " CONCURRENTLY"))
              : Remedy.before("SET lock_timeout = '2s';"));
    }
  }
}
