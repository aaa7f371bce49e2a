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
import dev.veery.core.sql.ast.DataStatement.Copy;
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Insert;
import dev.veery.core.sql.ast.DataStatement.Merge;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.TableStatement.CreateTableAs;
import dev.veery.core.sql.ast.ViewStatement.CreateMaterializedView;
import dev.veery.core.sql.ast.ViewStatement.Refresh;
import java.util.LinkedHashMap;
import java.util.Map;

/** A strong lock held while slow statements follow. */
final class LockHeldBySlow extends Rule {

  LockHeldBySlow() {
    super(
        About.error("lock-held-by-slow-statement")
            .title("a strong lock is held while a slow statement follows in the same transaction")
            .explain(
                """
                Locks are held to the end of the transaction. An `ALTER TABLE` that needs its lock for a
                millisecond blocks the table for as long as what follows takes: an `UPDATE` of many rows,
                an index build, a `COPY`, a constraint that is checked.\
                """)
            .explain("Let the slow statement stand in a transaction, or a migration, of its own.")
            .manual("explicit-locking.html#LOCKING-TABLES")
            .example(
                Example.of(
                        """
                        ALTER TABLE orders ADD COLUMN gross numeric;
                        UPDATE orders SET gross = total * 1.2 WHERE total IS NOT NULL;
                        """,
                        """
                        ALTER TABLE orders ADD COLUMN gross numeric;
                        -- veery: transaction=per-statement
                        UPDATE orders SET gross = total * 1.2 WHERE total IS NOT NULL;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!isSlow(at)) {
      return;
    }
    Map<TableState, LockMode> held = new LinkedHashMap<>();
    for (LintStatement earlier : at.before()) {
      if (at.sharesTransaction(earlier)) {
        at.locks(earlier).forEach((table, mode) -> held.merge(table, mode, LockMode::or));
      }
    }
    // Of an index that is built the slow way another rule speaks; here only of whom else it stops.
    boolean index = at.sql() instanceof CreateIndex create && !create.concurrently();
    for (Map.Entry<TableState, LockMode> lock : held.entrySet()) {
      if (index && !lock.getValue().blocksReads()) {
        continue;
      }
      at.report(
          this,
          null,
          "the "
              + lock.getValue().words()
              + " lock on "
              + lock.getKey()
              + " is held while this statement runs",
          "For as long as it takes, the lock blocks "
              + lock.getValue().blocks(lock.getKey().toString())
              + ".",
          at.statement().ownTransaction()
              ? Remedy.before("COMMIT;", "BEGIN;")
              : Remedy.before("-- veery: transaction=per-statement"));
      return;
    }
  }

  /** Whether how long it takes grows with a table that was there before. */
  private static boolean isSlow(Site at) {
    return switch (at.sql()) {
      case Update update -> Unbatched.isLong(at, update.table(), update.where());
      case Delete delete -> Unbatched.isLong(at, delete.table(), delete.where());
      case Merge merge -> !at.isNew(merge.table());
      case Copy copy -> copy.table() != null && copy.from() && !at.isNew(copy.table());
      case Insert insert -> !insert.source().isEmpty() && insert.source().hasWord("from");
      case CreateTableAs create -> create.withData() && create.query().hasWord("from");
      case CreateMaterializedView view -> view.withData();
      case Refresh refresh -> refresh.withData();
      case CreateIndex create -> !at.isNew(create.table());
      default -> false;
    };
  }
}
