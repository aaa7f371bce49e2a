package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.online.NotNullProof;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Identifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SET NOT NULL without a constraint that already proves it. */
final class SetNotNullScan extends AlterTableRule {

  /** From here on a NOT NULL constraint can itself be NOT VALID. */
  private static final int NOT_NULL_NOT_VALID = 18;

  SetNotNullScan() {
    super(
        About.error("lock-set-not-null")
            .title("SET NOT NULL reads every row while reads and writes wait")
            .explain(
                """
                `ALTER COLUMN … SET NOT NULL` takes an `ACCESS EXCLUSIVE` lock and reads the whole table to
                see that no value is null.\
                """)
            .explain(
                """
                PostgreSQL 12 and later skip the reading where a valid `CHECK (column IS NOT NULL)` already
                proves it. So: add that check as `NOT VALID`, validate it in a transaction of its own,
                which lets reads and writes through, set `NOT NULL`, and drop the check.\
                """)
            .explain(
                """
                From PostgreSQL 18 on `NOT NULL` is a constraint like others: `ADD CONSTRAINT … NOT NULL
                column NOT VALID`, then `VALIDATE CONSTRAINT`.\
                """)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL")
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER COLUMN total SET NOT NULL;",
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_total_not_null
                          NOT NULL total NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_total_not_null;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER COLUMN total SET NOT NULL;",
                        """
                        ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT total_set;
                        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
                        ALTER TABLE orders DROP CONSTRAINT total_set;
                        """)
                    .on(14)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .example(
                Example.of(
                        "ALTER TABLE orders ADD CONSTRAINT orders_total_not_null NOT NULL total;",
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_total_not_null
                          NOT NULL total NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_total_not_null;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    switch (action) {
      case AlterAction.SetNotNull set -> check(at, alter, set.column(), null);
      case AlterAction.AddConstraint add -> {
        if (add.constraint() instanceof Constraint.NotNull notNull
            && notNull.column() != null
            && !notNull.attributes().notValid()) {
          check(at, alter, notNull.column(), notNull.name());
        }
      }
      default -> {
        // Says nothing about null.
      }
    }
  }

  private void check(Site at, AlterText alter, Identifier column, @Nullable Identifier given) {
    ColumnState state = alter.table().column(column.effective());
    if (state != null && state.notNull() || isProven(alter, column.effective())) {
      return;
    }
    String name = Identifiers.quote(column.effective());
    List<String> lines = new ArrayList<>(alter.others());
    if (at.server() >= NOT_NULL_NOT_VALID) {
      String constraint =
          given == null
              ? Texts.name(alter.table().name(), List.of(column.effective()), "not_null")
              : Identifiers.quote(given.effective());
      lines.add(alter.with("ADD CONSTRAINT " + constraint + " NOT NULL " + name + " NOT VALID"));
      lines.add("-- veery: transaction=per-statement");
      lines.add(alter.with("VALIDATE CONSTRAINT " + constraint));
    } else {
      String check = Texts.name(alter.table().name(), List.of(column.effective()), "set");
      lines.add(
          alter.with("ADD CONSTRAINT " + check + " CHECK (" + name + " IS NOT NULL) NOT VALID"));
      lines.add("-- veery: transaction=per-statement");
      lines.add(alter.with("VALIDATE CONSTRAINT " + check));
      lines.add(alter.with("ALTER COLUMN " + name + " SET NOT NULL"));
      lines.add(alter.with("DROP CONSTRAINT " + check));
    }
    at.report(
        this,
        alter.span(),
        "every row of " + alter.table() + " is read to see that " + name + " is not null",
        "Every read and every write of " + alter.table() + " waits until all rows are read.",
        Remedy.instead(lines));
  }

  /** Whether a valid check says exactly, or as one of its AND-ed parts, that it is not null. */
  static boolean isProven(AlterText alter, String column) {
    for (ConstraintState constraint : alter.table().constraints()) {
      if (constraint.valid()
          && constraint.definition() instanceof Constraint.Check check
          && NotNullProof.says(check.condition(), column)) {
        return true;
      }
    }
    return false;
  }
}
