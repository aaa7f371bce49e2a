package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.rule.DeletedRowsIncluded.RowsOfDeleted;
import dev.veery.core.sql.ast.DataStatement.Update;

/** A change of rows that says to leave out rows marked as deleted, and does not. */
final class DeletedRowsNotExcluded extends Rule {

  DeletedRowsNotExcluded() {
    super(
        About.error("softdelete-rows-not-excluded")
            .title("an UPDATE that is to leave out rows marked as deleted changes them")
            .explain(
                """
                `-- veery: deleted-rows=excluded` above a statement, or at the head of its file, says that rows
                marked as deleted stay as they are; `rows = "excluded"` in `[soft-delete]`, or `soft-delete-rows` in
                `[lint]`, says so for every statement that says nothing else. Nothing in the statement asks for
                the column that marks them.\
                """)
            .manual("sql-update.html")
            .example(
                Example.of(
                        """
                        -- veery: deleted-rows=excluded
                        UPDATE notes SET name = lower(name);
                        """,
                        """
                        -- veery: deleted-rows=excluded
                        UPDATE notes SET name = lower(name) WHERE deleted_at IS NULL;
                        """)
                    .before(
                        "CREATE TABLE notes (id int PRIMARY KEY, name text, deleted_at timestamptz);")
                    .with("soft-delete-columns", "deleted_at"))
            .build());
  }

  @Override
  public void statement(Site at) {
    String column = RowsOfDeleted.column(at);
    if (column != null
        && "excluded".equals(RowsOfDeleted.said(at))
        && at.sql() instanceof Update update) {
      at.report(
          this,
          null,
          RowsOfDeleted.what(at) + " of " + update.table() + " changes rows marked in " + column,
          at.statement().directives().deletedRows() == null
                  && at.script().directives().deletedRows() == null
              ? "The configuration says that changes of rows leave them out."
              : "The migration says that it does not.",
          DeletedRowsIncluded.remedy(at, update, column));
    }
  }
}
