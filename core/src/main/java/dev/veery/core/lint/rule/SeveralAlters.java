package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.TableStatement.AlterTable;

/** ALTER TABLE of one table, several times in a row. */
final class SeveralAlters extends Rule {

  SeveralAlters() {
    super(
        About.note("design-several-alters")
            .title("several ALTER TABLE of one table could be one")
            .explain(
                """
                Subcommands of one `ALTER TABLE` that have to read or rewrite the table do it together, once.
                As statements of their own each does it again, under the same lock.\
                """)
            .offByDefault()
            .manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")
            .example(
                Example.of(
                    """
                    ALTER TABLE orders ADD COLUMN gift boolean;
                    ALTER TABLE orders ADD COLUMN weight int;
                    """,
                    "ALTER TABLE orders ADD COLUMN gift boolean, ADD COLUMN weight int;"))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof AlterTable alter) || at.isNew(alter.name())) {
      return;
    }
    if (!at.after().isEmpty()
        && at.after().getFirst().sql() instanceof AlterTable next
        && joins(alter)
        && joins(next)
        && next.name().same(alter.name())
        && next.only() == alter.only()
        && at.sharesTransaction(at.after().getFirst())) {
      LintStatement other = at.after().getFirst();
      String rest = other.text().substring(next.name().span().end() - other.tokens().start(0));
      at.report(
          this,
          null,
          "this and the next ALTER TABLE of " + alter.name() + " could be one",
          "What reads or rewrites the table does so for each of them.",
          Remedy.elsewhere("-- both in one", at.text() + "," + rest + ";"));
    }
  }

  /** RENAME, SET SCHEMA and partitions come alone. */
  private static boolean joins(AlterTable alter) {
    return alter.type() == ObjectType.TABLE
        && alter.actions().stream()
            .noneMatch(a ->
                switch (a) {
                  case AlterAction.RenameTo rename -> true;
                  case AlterAction.RenameColumn rename -> true;
                  case AlterAction.RenameConstraint rename -> true;
                  case AlterAction.SetSchema set -> true;
                  case AlterAction.AttachPartition attach -> true;
                  case AlterAction.DetachPartition detach -> true;
                  case AlterAction.ValidateConstraint validate -> true;
                  default -> false;
                });
  }
}
