package dev.veery.core.lint;

import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Directives.TransactionMode;
import dev.veery.core.plan.TransactionUse;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the transactions of a script as the runner will make them. Unlike the planner it never
 * refuses: a script that cannot run is to be linted all the same.
 */
final class Transactions {

  private final boolean separate;
  private int number = 1;
  private boolean own;
  private boolean used;

  Transactions(Directives file) {
    TransactionMode mode = file.transaction();
    separate = mode == TransactionMode.OFF || mode == TransactionMode.PER_STATEMENT;
  }

  /** Whether the script's own BEGIN is open before the next statement. */
  boolean isOwn() {
    return own;
  }

  /** The number of the next statement's transaction. */
  int next(TransactionUse use, @Nullable TransactionMode wished) {
    switch (use) {
      case BEGIN -> {
        close();
        own = true;
        return number;
      }
      case COMMIT, ROLLBACK -> {
        int last = number;
        own = false;
        used = true;
        close();
        return last;
      }
      default -> {
        boolean alone =
            !own
                && (use == TransactionUse.ALONE
                    || separate
                    || wished == TransactionMode.OFF
                    || wished == TransactionMode.PER_STATEMENT);
        if (alone) {
          close();
        }
        int mine = number;
        used = true;
        if (alone) {
          close();
        }
        return mine;
      }
    }
  }

  private void close() {
    if (used) {
      number++;
      used = false;
    }
  }
}
