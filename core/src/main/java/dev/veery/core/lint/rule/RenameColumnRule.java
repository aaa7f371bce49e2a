package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.sql.ast.AlterAction;

/** RENAME COLUMN. */
final class RenameColumnRule extends AlterTableRule {

  RenameColumnRule() {
    super(
        About.error("compat-rename-column")
            .title("a column gets another name while the application runs")
            .explain(
                """
                From the commit on every statement with the old name fails, and no deployment switches all
                of them at the same instant.\
                """)
            .explain(
                """
                Expand and contract: add the new column, keep both in step with a trigger or the
                application, fill the old rows in batches, switch the readers, drop the old column. Or
                leave the column as it is and rename it in the application's mapping.\
                """)
            .severalSteps()
            .manual("sql-altertable.html")
            .example(
                Example.of(
                        "ALTER TABLE orders RENAME COLUMN note TO remark;",
                        "ALTER TABLE orders ADD COLUMN remark varchar(100);")
                    .otherSchema()
                    .proves(Proof.breaks("SELECT note FROM orders", "42703")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.RenameColumn rename)) {
      return;
    }
    ColumnState column = alter.table().column(rename.from().effective());
    String from = at.text(rename.from().span());
    String to = at.text(rename.to().span());
    String type = column == null || column.type() == null ? "…" : column.type().toString();
    at.report(
        this,
        alter.span(),
        "column " + alter.table() + "." + rename.from() + " becomes " + rename.to(),
        "Every statement of the running application that names " + rename.from() + " fails.",
        Remedy.elsewhere(
            "-- 1. expand",
            "ALTER TABLE " + alter.name() + " ADD COLUMN " + to + " " + type + ";",
            "-- 2. write both, fill the old rows in batches:",
            "-- UPDATE "
                + alter.name()
                + " SET "
                + to
                + " = "
                + from
                + " WHERE id > … AND id <= …;",
            "-- 3. contract, when nothing uses the old name any more:",
            "-- ALTER TABLE " + alter.name() + " DROP COLUMN " + from + ";"));
  }
}
