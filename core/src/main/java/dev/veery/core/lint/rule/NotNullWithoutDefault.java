package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.sql.ast.AlterAction;
import org.jspecify.annotations.Nullable;

/** NOT NULL on a column that the running application does not fill. */
final class NotNullWithoutDefault extends AlterTableRule {

  NotNullWithoutDefault() {
    super(
        About.warning("compat-not-null-without-default")
            .title("a column must be filled that the running application may leave out")
            .explain(
                """
                From the commit on an `INSERT` that leaves the column out, or sets it to null, fails. The
                version of the application that runs meanwhile may do just that. Give the column a
                default, or set `NOT NULL` one deployment after every version fills it.\
                """)
            .severalSteps()
            .manual("ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL")
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;",
                        """
                        ALTER TABLE orders ALTER COLUMN note SET DEFAULT '';
                        ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
                        """)
                    .otherSchema()
                    .proves(Proof.breaks("INSERT INTO orders (customer_id) VALUES (1)", "23502")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (action instanceof AlterAction.SetNotNull set) {
      ColumnState column = alter.table().column(set.column().effective());
      // Where a check refuses null already, nothing changes for the application.
      if (column != null && (column.hasDefault() || column.notNull())
          || SetNotNullScan.isProven(alter, set.column().effective())) {
        return;
      }
      at.report(
          this,
          alter.span(),
          alter.table() + "." + set.column() + " must be filled, and has no default",
          "An INSERT of the running application that leaves it out fails.",
          remedy(at, alter, set, column));
    }
  }

  private static Remedy remedy(
      Site at, AlterText alter, AlterAction.SetNotNull set, @Nullable ColumnState column) {
    String value = Texts.zero(at, column == null ? null : column.type());
    String name = at.text(set.column().span());
    return value == null
        ? Remedy.elsewhere(
            "-- when the application that fills it always is deployed everywhere:",
            alter.with("ALTER COLUMN " + name + " SET NOT NULL"))
        : Remedy.before(
            "ALTER TABLE "
                + alter.name()
                + " ALTER COLUMN "
                + name
                + " SET DEFAULT "
                + value
                + ";");
  }
}
