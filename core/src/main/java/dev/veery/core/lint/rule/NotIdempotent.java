package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.DataStatement.Insert;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.RoutineStatement.CreateRoutine;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.ViewStatement.CreateView;

/** A statement that says that it may run again, and may not. */
final class NotIdempotent extends Rule {

  NotIdempotent() {
    super(
        About.error("correct-not-idempotent")
            .title("a statement marked idempotent fails, or does more, the second time")
            .explain(
                """
                `-- veery: idempotent` lets Veery run the statement again when an interruption left open
                whether it had run. A plain `CREATE` or `DROP` fails then; an `INSERT` without
                `ON CONFLICT`, or an `UPDATE` that counts up, does its work twice.\
                """)
            .example(
                Example.of(
                    """
                    -- veery: idempotent
                    CREATE TABLE extra (id int);
                    """,
                    """
                    -- veery: idempotent
                    CREATE TABLE IF NOT EXISTS extra (id int);
                    """))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!at.statement().directives().idempotent()) {
      return;
    }
    String instead =
        switch (at.sql()) {
          case CreateTable create ->
              create.ifNotExists() ? "" : Texts.insertBehind(at, "table", " IF NOT EXISTS");
          case Drop drop ->
              drop.ifExists() || drop.concurrently()
                  ? ""
                  : Texts.insertBehind(at, lastWord(drop.type()), " IF EXISTS");
          case CreateView view ->
              view.orReplace() ? "" : Texts.insertBehind(at, "create", " OR REPLACE");
          case CreateRoutine routine ->
              routine.orReplace() ? "" : Texts.insertBehind(at, "create", " OR REPLACE");
          case Insert insert ->
              insert.onConflict() != null ? "" : at.text() + " ON CONFLICT DO NOTHING;";
          default -> "";
        };
    if (!instead.isEmpty()) {
      at.report(
          this,
          null,
          at.sql().tag() + " is marked idempotent and is not",
          "After an interruption it runs a second time, and then it fails or does its work twice.",
          Remedy.instead("-- veery: idempotent", instead));
    }
  }

  private static String lastWord(ObjectType type) {
    String words = type.lower();
    return words.substring(words.lastIndexOf(' ') + 1);
  }
}
