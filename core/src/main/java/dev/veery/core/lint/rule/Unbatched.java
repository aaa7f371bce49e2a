package dev.veery.core.lint.rule;

import dev.veery.core.VeeryException;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.IndexState;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.QualifiedName;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** UPDATE or DELETE of what may be a whole table in one go. */
final class Unbatched extends Rule {

  Unbatched() {
    super(
        About.warning("correct-unbatched-rows")
            .title("all rows of a table are changed in one statement")
            .explain(
                """
                One statement over a whole table holds a lock on each row to the end, writes every row anew,
                keeps `VACUUM` from clearing up, and starts from nothing when it is interrupted. Marked as a
                backfill it runs in batches along a key, each in a transaction of its own.\
                """)
            .manual("sql-update.html")
            .example(
                Example.of(
                    "UPDATE orders SET note = '' WHERE note IS NULL;",
                    "UPDATE orders SET note = '' WHERE note IS NULL AND id BETWEEN 1 AND 5000;"))
            .build());
  }

  @Override
  public void statement(Site at) {
    QualifiedName table;
    Expression where;
    switch (at.sql()) {
      case Update update -> {
        table = update.table();
        where = update.where();
      }
      case Delete delete -> {
        table = delete.table();
        where = delete.where();
      }
      default -> {
        return;
      }
    }
    if (isLong(at, table, where)) {
      at.report(
          this,
          null,
          "rows of " + table + " are changed in one statement, however many there are",
          "It holds a lock on each row to the end, and an interruption loses all of its work.",
          remedy(at));
    }
  }

  /** The mark where the statement can be sliced, otherwise batches by hand. */
  private static Remedy remedy(Site at) {
    try {
      BackfillSpec.of(at.text(), BackfillOptions.DEFAULT, false, null);
      return Remedy.instead("-- veery: backfill", at.text() + ";");
    } catch (VeeryException e) {
      return Remedy.instead(Batches.of(at));
    }
  }

  /** Whether how long it takes grows with a table that was there before. */
  static boolean isLong(Site at, QualifiedName table, @Nullable Expression where) {
    return at.statement().directives().backfill() == null
        && !at.isNew(table)
        && !isBounded(at, table, where);
  }

  /** Whether the condition can only meet a few rows: a key or a range of it, or a LIMIT. */
  private static boolean isBounded(Site at, QualifiedName table, @Nullable Expression where) {
    if (where == null) {
      return false;
    }
    if (where.hasWord("limit") || where.hasWord("current")) {
      return true;
    }
    Set<String> keys = new HashSet<>(Set.of("id", "ctid"));
    for (IndexState index : at.table(table).indexes()) {
      if (index.unique() && index.columns().size() == 1) {
        keys.addAll(index.columns());
      }
    }
    Tokens tokens = where.tokens();
    for (int i = where.from(); i + 1 < where.to(); i++) {
      if (keys.contains(tokens.word(i))) {
        String next = tokens.text(i + 1).toLowerCase(Locale.ROOT);
        boolean query = tokens.word(i + 3).equals("select");
        boolean joined = tokens.is(i + 3, '.');
        if (joined) {
          // With another table's column: as many rows as that table has.
          continue;
        }
        if (next.equals("between")
            || next.equals("=")
            || next.startsWith("<") && !next.equals("<>")
            || next.equals("in") && !query) {
          return true;
        }
      }
    }
    return false;
  }
}
