package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.MaintenanceStatement.Reindex;

/** REINDEX without CONCURRENTLY. */
final class ReindexNotConcurrent extends Rule {

  ReindexNotConcurrent() {
    super(
        About.error("lock-reindex-not-concurrent")
            .title("an index is rebuilt while writes wait")
            .explain(
                """
                `REINDEX` holds a `SHARE` lock on the table and an `ACCESS EXCLUSIVE` one on the index:
                writes wait, and so does every query whose planning looks at that index, which is every
                query of the table. `REINDEX … CONCURRENTLY` builds a second index beside the old one
                and swaps them.\
                """)
            .manual("sql-reindex.html#SQL-REINDEX-CONCURRENTLY")
            .example(
                Example.of(
                        "REINDEX INDEX orders_state_idx;",
                        "REINDEX INDEX CONCURRENTLY orders_state_idx;")
                    .and("CREATE INDEX orders_state_idx ON orders (state);")
                    .proves(Proof.locks("orders", LockMode.SHARE))
                    .proves(Proof.scans("orders")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof Reindex reindex)
        || reindex.concurrently()
        || reindex.what().equals("system")
        || reindex.name() == null) {
      return;
    }
    TableState table =
        switch (reindex.what()) {
          case "index" -> at.schema().tableOfIndex(reindex.name());
          case "table" -> at.table(reindex.name());
          default -> null;
        };
    if (table != null && at.isNew(table)) {
      return;
    }
    at.report(
        this,
        null,
        reindex.what() + " " + reindex.name() + " is rebuilt without CONCURRENTLY",
        "Every write to "
            + (table == null ? "the table" : table)
            + " waits until the index is written, and most reads do, too.",
        Remedy.instead(Texts.insertBehind(at, reindex.what(), " CONCURRENTLY")));
  }
}
