package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dropping what protects the data. */
final class DropConstraintRule extends AlterTableRule {

  DropConstraintRule() {
    super(
        About.note("loss-drop-constraint")
            .title("a constraint that protects the data is dropped")
            .explain(
                """
                From then on rows can come in that the constraint refused, and once they are there it cannot
                be put back before they are mended. Where it is replaced by another, add the new one,
                validate it, and then drop the old one.\
                """)
            .manual("ddl-constraints.html")
            .example(
                Example.of(
                        "ALTER TABLE orders DROP CONSTRAINT orders_total_check;",
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0) NOT VALID;
                        ALTER TABLE orders DROP CONSTRAINT orders_total_check;
                        """)
                    .and("ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);")
                    .otherSchema())
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    switch (action) {
      case AlterAction.DropConstraint drop -> {
        ConstraintState dropped = alter.table().constraint(drop.name().effective());
        if (dropped != null && dropped.script() == at.script().number()
            || isReplaced(at, alter.table(), dropped)) {
          return;
        }
        at.report(
            this,
            alter.span(),
            "constraint " + drop.name() + " of " + alter.table() + " is dropped",
            "Rows that it refused can come in, and then it cannot be put back without mending them.",
            Remedy.elsewhere(
                "-- what it says, for the down",
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = "
                    + Identifiers.literal(alter.name())
                    + "::regclass AND conname = "
                    + Identifiers.literal(drop.name().effective())
                    + ";"));
      }
      case AlterAction.DropNotNull drop ->
          at.report(
              this,
              alter.span(),
              alter.table() + "." + drop.column() + " may be null from now on",
              "Readers that count on a value get none, and the constraint cannot be put back before"
                  + " the rows are mended.",
              Remedy.elsewhere(
                  "-- the way back, without reading the rows at once",
                  "ALTER TABLE "
                      + alter.name()
                      + " ADD CONSTRAINT "
                      + Texts.name(alter.table().name(), List.of(drop.column().effective()), "set")
                      + " CHECK ("
                      + at.text(drop.column().span())
                      + " IS NOT NULL) NOT VALID;"));
      default -> {
        // Drops nothing of that kind.
      }
    }
  }

  /** Whether this script has added a constraint on one of its columns before. */
  private static boolean isReplaced(Site at, TableState table, @Nullable ConstraintState dropped) {
    if (dropped == null) {
      return false;
    }
    boolean helper =
        dropped.definition() instanceof Constraint.Check
            && !dropped.columns().isEmpty()
            && dropped.columns().stream().allMatch(c -> isNotNull(table, c));
    return helper
        || table.constraints().stream()
            .anyMatch(c ->
                c != dropped
                    && c.script() == at.script().number()
                    && c.columns().stream().anyMatch(dropped.columns()::contains));
  }

  private static boolean isNotNull(TableState table, String name) {
    ColumnState column = table.column(name);
    return column != null && column.notNull();
  }
}
