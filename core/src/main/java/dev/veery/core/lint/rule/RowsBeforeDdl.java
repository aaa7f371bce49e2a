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
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Merge;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SqlStatement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows are changed, and in the same transaction a strong lock is waited for. */
final class RowsBeforeDdl extends Rule {

  RowsBeforeDdl() {
    super(
        About.warning("lock-rows-before-ddl")
            .title("rows that were changed stay locked while a strong lock is waited for")
            .explain(
                """
                An `UPDATE` or `DELETE` of many rows holds a lock on each of them to the end of the
                transaction. A later `ALTER TABLE` or `CREATE INDEX` in the same transaction makes that end
                wait, for its own lock and for its own work; whoever wants one of the rows waits with it.
                And a session that waits for such a row while it holds a lock on the table is a
                deadlock.\
                """)
            .explain(
                """
                It may also simply fail: with constraints or triggers that are deferred, PostgreSQL refuses to
                alter a table that has pending trigger events (SQLSTATE 55006).\
                """)
            .explain("Change rows in a migration, or at least a transaction, of their own.")
            .manual("explicit-locking.html#LOCKING-ROWS")
            .example(
                Example.of(
                        """
                        UPDATE orders SET total = 0 WHERE total IS NULL;
                        ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
                        """,
                        """
                        UPDATE orders SET total = 0 WHERE total IS NULL;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE)))
            .example(
                Example.of(
                        """
                        UPDATE reviews SET customer_id = 2;
                        ALTER TABLE reviews ADD COLUMN stars int;
                        """,
                        """
                        UPDATE reviews SET customer_id = 2;
                        -- veery: transaction=per-statement
                        ALTER TABLE reviews ADD COLUMN stars int;
                        """)
                    .and(
                        """
                        CREATE TABLE reviews (
                          id bigint PRIMARY KEY,
                          customer_id bigint REFERENCES customers DEFERRABLE INITIALLY DEFERRED
                        );
                        INSERT INTO reviews VALUES (1, 1);
                        """)
                    .proves(Proof.fails("55006")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.locks().isEmpty()) {
      return;
    }
    for (int i = 0; i < at.before().size(); i++) {
      LintStatement earlier = at.before().get(i);
      QualifiedName changed = at.sharesTransaction(earlier) ? changed(at, earlier.sql()) : null;
      if (changed != null && isFirst(at, i + 1)) {
        Map.Entry<TableState, LockMode> lock = at.locks().entrySet().iterator().next();
        at.report(
            this,
            null,
            "rows of "
                + changed
                + " stay locked while the "
                + lock.getValue().words()
                + " lock on "
                + lock.getKey()
                + " is waited for",
            "Whoever wants to change one of these rows waits for this statement, too.",
            at.statement().ownTransaction()
                ? Remedy.before("COMMIT;", "BEGIN;")
                : Remedy.before("-- veery: transaction=per-statement"));
        return;
      }
    }
  }

  /** Whether no statement from there on takes a lock already, which would have been reported. */
  private static boolean isFirst(Site at, int from) {
    return at.before().subList(from, at.before().size()).stream()
        .noneMatch(s -> at.sharesTransaction(s) && !at.locks(s).isEmpty());
  }

  /** The table of which many rows may have been changed. */
  private static @Nullable QualifiedName changed(Site at, SqlStatement sql) {
    return switch (sql) {
      case Update update ->
          Unbatched.isLong(at, update.table(), update.where()) ? update.table() : null;
      case Delete delete ->
          Unbatched.isLong(at, delete.table(), delete.where()) ? delete.table() : null;
      case Merge merge -> at.isNew(merge.table()) ? null : merge.table();
      default -> null;
    };
  }
}
