package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.DataStatement.Insert;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.ObjectStatement.CreateSchema;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.RoutineStatement.CreateRoutine;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TypeStatement.CreateEnum;
import dev.veery.core.sql.ast.ViewStatement.CreateMaterializedView;
import dev.veery.core.sql.ast.ViewStatement.CreateView;
import java.util.List;

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
            .example(
                Example.of(
                    """
                    -- veery: idempotent
                    ALTER TABLE orders ADD COLUMN gift boolean;
                    """,
                    """
                    -- veery: idempotent
                    ALTER TABLE orders ADD COLUMN IF NOT EXISTS gift boolean;
                    """))
            .example(
                Example.of(
                        """
                        -- veery: idempotent
                        UPDATE orders SET total = total * 1.2 WHERE id < 10;
                        """,
                        """
                        -- veery: idempotent
                        UPDATE orders SET total = total * 1.2, note = 'raised'
                          WHERE id < 10 AND note <> 'raised';
                        """)
                    .otherSchema())
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
          case CreateIndex index ->
              index.ifNotExists() || index.concurrently() || index.name() == null
                  ? ""
                  : Texts.insertBehind(at, "index", " IF NOT EXISTS");
          case CreateMaterializedView view ->
              view.ifNotExists() ? "" : Texts.insertBehind(at, "view", " IF NOT EXISTS");
          case CreateSchema schema ->
              schema.ifNotExists() ? "" : Texts.insertBehind(at, "schema", " IF NOT EXISTS");
          case CreateEnum type ->
              "DO $$ BEGIN " + at.text() + "; EXCEPTION WHEN duplicate_object THEN NULL; END $$;";
          case AlterTable alter -> alter(at, alter);
          case Update update -> builds(update) ? guarded(at, update) : "";
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

  /** Subcommands that fail when they have been there. */
  private static String alter(Site at, AlterTable alter) {
    String text = at.text();
    for (AlterAction action : alter.actions()) {
      text =
          switch (action) {
            case AlterAction.AddColumn add ->
                add.ifNotExists()
                    ? text
                    : text.replaceFirst(
                        "(?i)\\badd\\s+(column\\s+)?(?!if\\b|constraint\\b)",
                        "ADD COLUMN IF NOT EXISTS ");
            case AlterAction.DropColumn drop ->
                drop.ifExists()
                    ? text
                    : text.replaceFirst(
                        "(?i)\\bdrop\\s+(column\\s+)?(?!if\\b|constraint\\b)",
                        "DROP COLUMN IF EXISTS ");
            case AlterAction.DropConstraint drop ->
                drop.ifExists()
                    ? text
                    : text.replaceFirst(
                        "(?i)\\bdrop\\s+constraint\\s+(?!if\\b)", "DROP CONSTRAINT IF EXISTS ");
            case AlterAction.AddConstraint add ->
                add.constraint().name() == null || alter.actions().size() > 1
                    ? text
                    : "DO $$ BEGIN " + text + "; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
            default -> text;
          };
    }
    return text.equals(at.text()) ? "" : text + ";";
  }

  /** Whether what it sets builds on what was there, as in {@code n = n + 1}. */
  private static boolean builds(Update update) {
    Tokens tokens = update.set().tokens();
    String column = tokens.word(update.set().from());
    if (column.isEmpty() || !tokens.text(update.set().from() + 1).equals("=")) {
      return false;
    }
    for (int i = update.set().from() + 2; i < update.set().to(); i++) {
      if (tokens.word(i).equals(column) && !tokens.is(i + 1, '(')) {
        return !isGuarded(update);
      }
    }
    return false;
  }

  /** Whether the condition asks for something that the statement itself sets. */
  private static boolean isGuarded(Update update) {
    if (update.where() == null) {
      return false;
    }
    Tokens tokens = update.set().tokens();
    int depth = 0;
    boolean first = true;
    for (int i = update.set().from(); i < update.set().to(); i++) {
      if (first && update.where().hasWord(tokens.word(i))) {
        return true;
      }
      depth += tokens.is(i, '(') ? 1 : tokens.is(i, ')') ? -1 : 0;
      first = depth == 0 && tokens.is(i, ',');
    }
    return false;
  }

  /** In one transaction with a mark that it has run. */
  private static String guarded(Site at, Update update) {
    String mark = Texts.name(at.table(update.table()).name(), List.of(), "updated_once");
    return "DO $$ BEGIN CREATE TABLE "
        + mark
        + " (); "
        + at.text()
        + "; EXCEPTION WHEN duplicate_table THEN NULL; END $$;";
  }

  private static String lastWord(ObjectType type) {
    String words = type.lower();
    return words.substring(words.lastIndexOf(' ') + 1);
  }
}
