package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.SessionStatement.Transaction;

/** BEGIN and COMMIT that do not fit together. */
final class TransactionControl extends Rule {

  TransactionControl() {
    super(
        About.error("correct-transaction-control")
            .title("BEGIN and COMMIT do not fit together")
            .explain(
                """
                A script may open and end transactions of its own. A second `BEGIN` inside one is passed over
                with a warning, and the first `COMMIT` then ends what was meant to be the outer one; a
                `COMMIT` without a `BEGIN` does nothing; a `BEGIN` without an end leaves all of its work to
                be rolled back.\
                """)
            .explain(
                """
                Veery puts the statements of a migration into a transaction by itself. A script needs `BEGIN`
                only to have several of them.\
                """)
            .manual("tutorial-transactions.html")
            .downToo()
            .example(
                Example.of(
                        """
                        BEGIN;
                        ALTER TABLE orders ADD COLUMN gift boolean;
                        """,
                        "ALTER TABLE orders ADD COLUMN gift boolean;")
                    .otherSchema())
            .example(
                Example.of(
                    """
                    BEGIN;
                    BEGIN;
                    ALTER TABLE orders ADD COLUMN gift boolean;
                    COMMIT;
                    """,
                    """
                    BEGIN;
                    ALTER TABLE orders ADD COLUMN gift boolean;
                    COMMIT;
                    """))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof Transaction control)) {
      return;
    }
    switch (control.kind()) {
      case BEGIN, START_TRANSACTION -> {
        if (isOpen(at)) {
          report(
              at,
              "a transaction is open already",
              "The statement does nothing, and the next COMMIT ends the outer transaction.",
              Remedy.before("COMMIT;"));
        } else if (!ends(at)) {
          report(
              at,
              "the transaction is never ended",
              "Everything in it is rolled back when the session ends.",
              Remedy.elsewhere("-- at the end of the script", "COMMIT;"));
        }
      }
      case COMMIT, ROLLBACK -> {
        if (!isOpen(at)) {
          report(
              at,
              "no transaction of this script is open",
              "The statement ends nothing that the script has begun.",
              Remedy.elsewhere("-- at the beginning of what it is to end", "BEGIN;"));
        }
      }
      default -> {
        // Savepoints and the like.
      }
    }
  }

  private static boolean isOpen(Site at) {
    boolean open = false;
    for (LintStatement earlier : at.before()) {
      if (earlier.sql() instanceof Transaction control) {
        switch (control.kind()) {
          case BEGIN, START_TRANSACTION -> open = true;
          case COMMIT, ROLLBACK -> open = false;
          default -> {
            // Savepoints and the like.
          }
        }
      }
    }
    return open;
  }

  private static boolean ends(Site at) {
    return at.after().stream()
        .anyMatch(later ->
            later.sql() instanceof Transaction control
                && switch (control.kind()) {
                  case COMMIT, ROLLBACK -> true;
                  default -> false;
                });
  }

  private void report(Site at, String message, String effect, Remedy remedy) {
    at.report(this, null, message, effect, remedy);
  }
}
