package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.DataStatement.Update;
import org.jspecify.annotations.Nullable;

/** A change of rows that also changes those that are marked as deleted. */
final class DeletedRowsIncluded extends Rule {

  DeletedRowsIncluded() {
    super(
        About.note(RowsOfDeleted.INCLUDED)
            .title("an UPDATE or backfill includes rows that are marked as deleted")
            .explain(
                """
                Rows that are marked as deleted are included where nothing says otherwise, so that data stays
                whole: they may come back. `veery plan`, `veery show` and the linter say so.
                `-- veery: deleted-rows=included` above the statement or at the head of the file says that it is
                meant and keeps silent; `-- veery: deleted-rows=excluded` says that it is not, and is
                [held to it](softdelete-rows-not-excluded.md). `rows = "excluded"` in `[soft-delete]`, or
                `soft-delete-rows` in `[lint]`, says so for all statements that say nothing else;
                `rows = "included"` keeps this note silent everywhere.\
                """)
            .manual("sql-update.html")
            .example(
                Example.of(
                        "UPDATE notes SET name = lower(name) WHERE id < 100;",
                        """
                        -- veery: deleted-rows=included
                        UPDATE notes SET name = lower(name) WHERE id < 100;
                        """)
                    .before(
                        "CREATE TABLE notes (id int PRIMARY KEY, name text, deleted_at timestamptz);")
                    .with("soft-delete-columns", "deleted_at"))
            .build());
  }

  @Override
  public void statement(Site at) {
    String column = RowsOfDeleted.column(at);
    if (column != null && RowsOfDeleted.said(at) == null && at.sql() instanceof Update update) {
      at.report(
          this,
          null,
          RowsOfDeleted.what(at) + " of " + update.table() + " includes rows marked in " + column,
          "They stay as the others are, should they come back.",
          remedy(at, update, column));
    }
  }

  static Remedy remedy(Site at, Update update, String column) {
    String live = Identifiers.quote(column) + " IS NULL";
    if (update.where() != null) {
      return Remedy.instead(
          Texts.replace(at, update.where().span(), "(" + update.where() + ") AND " + live));
    }
    return update.returning() == null
        ? Remedy.instead(at.text() + " WHERE " + live + ";")
        : Remedy.NONE;
  }

  /** What both rules about such rows have in common. */
  static final class RowsOfDeleted {

    static final String INCLUDED = "softdelete-rows-included";

    private RowsOfDeleted() {}

    /**
     * The column that marks rows of the table that is changed; null where there is none, where the
     * statement sets it or asks for it, and where the table is new.
     */
    static @Nullable String column(Site at) {
      if (!(at.sql() instanceof Update update) || at.isNew(update.table())) {
        return null;
      }
      for (String column : at.settings().softDeleteColumns()) {
        if (at.table(update.table()).column(column) != null
            && !update.set().text().contains(column)
            && (update.where() == null || !update.where().text().contains(column))) {
          return column;
        }
      }
      return null;
    }

    /** What the statement says, else its file, else the configuration; null for nothing. */
    static @Nullable String said(Site at) {
      String own = at.statement().directives().deletedRows();
      String file = own == null ? at.script().directives().deletedRows() : own;
      return file == null ? at.settings().marked().otherwise() : file;
    }

    static String what(Site at) {
      return at.statement().directives().backfill() == null ? "the UPDATE" : "the backfill";
    }
  }
}
