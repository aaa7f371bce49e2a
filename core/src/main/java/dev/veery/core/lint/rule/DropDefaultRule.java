package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.TableStatement.AlterTable;

/** DROP DEFAULT. */
final class DropDefaultRule extends AlterTableRule {

  DropDefaultRule() {
    super(
        About.warning("compat-drop-default")
            .title("a default goes that the running application may count on")
            .explain(
                """
                An `INSERT` that leaves the column out gets null from then on, or fails where the column is
                `NOT NULL`. Drop the default one deployment after every version fills the column.\
                """)
            .severalSteps()
            .manual("sql-altertable.html")
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;",
                        "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'open';")
                    .otherSchema()
                    .proves(Proof.breaks("INSERT INTO orders (customer_id) VALUES (1)", "23502")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    Identifier dropped =
        switch (action) {
          case AlterAction.DropDefault drop -> drop.column();
          case AlterAction.DropIdentity drop -> drop.column();
          case AlterAction.DropExpression drop -> drop.column();
          default -> null;
        };
    if (dropped != null) {
      ColumnState column = alter.table().column(dropped.effective());
      boolean addedHere =
          at.before().stream()
              .anyMatch(s ->
                  s.sql() instanceof AlterTable earlier
                      && at.table(earlier.name()) == alter.table()
                      && earlier.actions().stream()
                          .anyMatch(a ->
                              a instanceof AlterAction.AddColumn add
                                  && add.column().name().effective().equals(dropped.effective())));
      boolean none = column != null && alter.table().isKnown() && !column.hasDefault();
      if (!addedHere && !none) {
        at.report(
            this,
            alter.span(),
            alter.table() + "." + dropped + " loses its default",
            "An INSERT of the running application that leaves it out gets null"
                + (column != null && column.notNull() ? ", and fails." : "."),
            Remedy.elsewhere(
                "-- when the application that counts on it is gone", alter.with(alter.text())));
      }
    }
  }
}
