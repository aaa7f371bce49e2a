package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;

/** DROP COLUMN. */
final class DropColumn extends AlterTableRule {

  DropColumn() {
    super(
        About.warning("loss-drop-column")
            .title("a column is dropped with all of its values")
            .explain(
                """
                The values are gone when the transaction commits; a down script can make the column anew,
                but not fill it. Indexes and constraints that name it go with it.\
                """)
            .explain(
                """
                The running application fails on every statement that names the column, and many mappers
                name all columns they know. Take it out of the application first, and drop it one
                deployment later.\
                """)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN")
            .example(
                Example.of(
                        "ALTER TABLE orders DROP COLUMN note;",
                        "COMMENT ON COLUMN orders.note IS 'unused since 2026-09; to be dropped';")
                    .otherSchema()
                    .proves(Proof.breaks("SELECT note FROM orders", "42703")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (action instanceof AlterAction.DropColumn drop) {
      String column = at.text(drop.column().span());
      at.report(
          this,
          alter.span(),
          "column " + alter.table() + "." + drop.column() + " is dropped with its values",
          "The values are lost, and every statement of the running application that names the column"
              + " fails.",
          Remedy.elsewhere(
              "-- one deployment earlier, when nothing writes it any more:",
              "ALTER TABLE " + alter.name() + " ALTER COLUMN " + column + " DROP NOT NULL;",
              "-- and to keep the values for a while:",
              Texts.keep(alter.table(), alter.name())));
    }
  }
}
