package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Constraint.Check;
import java.util.ArrayList;
import java.util.List;

/** A check constraint that reads all rows under the strongest lock. */
final class CheckValidates extends AlterTableRule {

  CheckValidates() {
    super(
        About.error("lock-check-validates")
            .title("a check constraint reads every row while reads and writes wait")
            .explain(
                """
                Adding a `CHECK` constraint takes an `ACCESS EXCLUSIVE` lock and holds it until every row
                has been read. Nobody can even read the table for that long.\
                """)
            .explain(
                """
                With `NOT VALID` the constraint holds for what is written from then on, and the lock lasts
                for a moment. `VALIDATE CONSTRAINT`, in a transaction of its own, reads the rows under a
                `SHARE UPDATE EXCLUSIVE` lock, which lets reads and writes through.\
                """)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")
            .example(
                Example.of(
                        "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);",
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .example(
                Example.of(
                        "ALTER TABLE orders ADD COLUMN weight int DEFAULT 1 CHECK (weight > 0);",
                        """
                        ALTER TABLE orders ADD COLUMN weight int DEFAULT 1;
                        ALTER TABLE orders ADD CONSTRAINT orders_weight_check CHECK (weight > 0) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_weight_check;
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    switch (action) {
      case AlterAction.AddConstraint add -> {
        if (add.constraint() instanceof Check check && readsRows(check)) {
          List<String> columns = new ArrayList<>();
          check.condition().columns().forEach(c -> columns.add(c.name()));
          String name = name(alter, check, columns);
          String text = alter.text();
          if (check.name() == null) {
            text = "ADD CONSTRAINT " + name + text.substring("ADD".length());
          }
          report(at, alter, check, alter.othersAnd(alter.with(text + " NOT VALID")), name);
        }
      }
      case AlterAction.AddColumn add -> {
        Check check = add.column().constraint(Check.class);
        if (check != null && readsRows(check)) {
          String name = name(alter, check, List.of(add.column().name().effective()));
          List<String> lines = new ArrayList<>(alter.others());
          lines.add(alter.with(alter.text().replace(at.text(check.span()), "").stripTrailing()));
          lines.add(
              alter.with(
                  "ADD CONSTRAINT " + name + " CHECK (" + check.condition() + ") NOT VALID"));
          report(at, alter, check, lines, name);
        }
      }
      default -> {
        // Adds no check.
      }
    }
  }

  private static boolean readsRows(Check check) {
    return !check.attributes().notValid() && !check.attributes().notEnforced();
  }

  private static String name(AlterText alter, Constraint check, List<String> columns) {
    List<String> named = columns.size() == 1 ? columns : List.of();
    return check.name() == null
        ? Texts.name(alter.table().name(), named, "check")
        : Identifiers.quote(check.name().effective());
  }

  private void report(Site at, AlterText alter, Check check, List<String> added, String name) {
    List<String> lines = new ArrayList<>(added);
    lines.add("-- veery: transaction=per-statement");
    lines.add("ALTER TABLE " + alter.name() + " VALIDATE CONSTRAINT " + name + ";");
    at.report(
        this,
        check.span(),
        "the check constraint reads every row of " + alter.table() + " under ACCESS EXCLUSIVE",
        "Every read and every write of " + alter.table() + " waits until all rows are read.",
        Remedy.instead(lines));
  }
}
