package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.HashSet;
import java.util.Set;

/** DELETE or UPDATE of every row. */
final class RowsWithoutWhere extends Rule {

  RowsWithoutWhere() {
    super(
        About.error("loss-rows-without-where")
            .title("DELETE or UPDATE touches every row")
            .explain(
                """
                Without a `WHERE` every row is deleted or overwritten. Often a condition was forgotten; where
                it is meant, say so with a condition that can be read, or allow it with a reason.\
                """)
            .manual("sql-delete.html")
            .manual("sql-update.html")
            .example(Example.of("DELETE FROM orders;", "DELETE FROM orders WHERE state = 'draft';"))
            .example(
                Example.of(
                    "UPDATE orders SET state = 'new';",
                    "UPDATE orders SET state = 'new' WHERE state = '';"))
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case Delete delete -> {
        if (delete.where() == null && delete.using() == null && !at.isNew(delete.table())) {
          at.report(
              this,
              null,
              "every row of " + delete.table() + " is deleted",
              "The rows are lost when the migration commits.",
              keep(at, delete.table()));
        }
      }
      case Update update -> {
        if (update.where() == null
            && update.from() == null
            && !at.isNew(update.table())
            && !fillsNewColumns(at, update)) {
          at.report(
              this,
              null,
              "every row of " + update.table() + " is overwritten",
              "The old values are lost when the migration commits.",
              keep(at, update.table()));
        }
      }
      default -> {
        // Neither.
      }
    }
  }

  private static Remedy keep(Site at, QualifiedName table) {
    return Remedy.elsewhere("-- before it", Texts.keep(at.table(table), at.text(table.span())));
  }

  /** Whether all that is set are columns that this script has added: nothing is lost then. */
  private static boolean fillsNewColumns(Site at, Update update) {
    Set<String> added = new HashSet<>();
    for (LintStatement earlier : at.before()) {
      if (earlier.sql() instanceof AlterTable alter
          && at.table(alter.name()) == at.table(update.table())) {
        for (AlterAction action : alter.actions()) {
          if (action instanceof AlterAction.AddColumn add) {
            added.add(add.column().name().effective());
          }
        }
      }
    }
    Tokens tokens = update.set().tokens();
    int depth = 0;
    boolean first = true;
    for (int i = update.set().from(); i < update.set().to(); i++) {
      if (first && depth == 0 && !added.contains(tokens.word(i))) {
        return false;
      }
      first = depth == 0 && tokens.is(i, ',');
      depth += tokens.is(i, '(') ? 1 : tokens.is(i, ')') ? -1 : 0;
    }
    return true;
  }
}
