package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.sql.ast.AlterAction;
import java.util.ArrayList;
import java.util.List;

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
    List<String> lines = new ArrayList<>();
    if (column == null || column.type() == null) {
      lines.add("-- a view with both names, for the time in which both are used");
      lines.add(
          "CREATE VIEW "
              + Texts.name(alter.table().name(), List.of(), "both")
              + " AS SELECT *, "
              + from
              + " AS "
              + to
              + " FROM "
              + alter.name()
              + ";");
    } else {
      lines.add("-- 1. expand");
      lines.add("ALTER TABLE " + alter.name() + " ADD COLUMN " + to + " " + column.type() + ";");
      lines.add("-- 2. let the application, or a trigger, write both, and fill the old rows");
      lines.addAll(Batches.fill(alter.table(), alter.name(), to, from));
      lines.add("-- 3. contract, when nothing uses the old name any more");
      lines.add("ALTER TABLE " + alter.name() + " DROP COLUMN " + from + ";");
    }
    at.report(
        this,
        alter.span(),
        "column " + alter.table() + "." + rename.from() + " becomes " + rename.to(),
        "Every statement of the running application that names " + rename.from() + " fails.",
        Remedy.elsewhere(String.join("\n", lines)));
  }
}
