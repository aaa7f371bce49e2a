package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import java.util.ArrayList;
import java.util.List;

/** ADD COLUMN … NOT NULL without a default. */
final class AddNotNullFails extends AlterTableRule {

  AddNotNullFails() {
    super(
        About.error("correct-add-not-null-fails")
            .title("a new column is NOT NULL and has no value for the rows that are there")
            .explain(
                """
                As soon as the table has a row the statement fails (SQLSTATE 23502); it passes on an empty
                test database. With a default that is constant or stable it costs nothing, and the
                running application need not know the column.\
                """)
            .manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")
            .example(
                Example.of(
                        "ALTER TABLE orders ADD COLUMN channel text NOT NULL;",
                        "ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web';")
                    .otherSchema()
                    .proves(Proof.fails("23502")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.AddColumn add)) {
      return;
    }
    ColumnDefinition column = add.column();
    Constraint.Unique unique = column.constraint(Constraint.Unique.class);
    boolean required =
        column.constraint(Constraint.NotNull.class) != null || unique != null && unique.primary();
    boolean filled =
        column.constraint(Constraint.Default.class) != null
            || column.constraint(Constraint.Identity.class) != null
            || column.constraint(Constraint.Generated.class) != null
            || column.type() != null && column.type().isSerial();
    if (required && !filled) {
      at.report(
          this,
          column.span(),
          "new column " + alter.table() + "." + column.name() + " is NOT NULL without a default",
          "It fails as soon as " + alter.table() + " has a row.",
          remedy(at, alter, column));
    }
  }

  private static Remedy remedy(Site at, AlterText alter, ColumnDefinition column) {
    List<String> lines = new ArrayList<>(alter.others());
    String value = Texts.zero(at, column.type());
    if (value != null) {
      // A default that is a constant costs nothing, whatever the number of rows.
      lines.add(alter.with(alter.text() + " DEFAULT " + value));
    } else {
      lines.add(alter.with(alter.text().replaceAll("(?i)\\s+not\\s+null\\b", "")));
    }
    return Remedy.instead(lines);
  }
}
