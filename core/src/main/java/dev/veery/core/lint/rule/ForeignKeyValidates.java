package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Constraint.ForeignKey;
import java.util.ArrayList;
import java.util.List;

/** A foreign key that checks all rows while it holds its locks. */
final class ForeignKeyValidates extends AlterTableRule {

  ForeignKeyValidates() {
    super(
        About.error("lock-foreign-key-validates")
            .title("a foreign key checks every row while writes to both tables wait")
            .explain(
                """
                Adding a foreign key takes a `SHARE ROW EXCLUSIVE` lock on the table *and on the table
                that it references*, and holds both while every row is looked up. Writes to both tables
                wait for that long.\
                """)
            .explain(
                """
                With `NOT VALID` the constraint holds for new rows at once and the locks last for
                moments. `VALIDATE CONSTRAINT` then checks the old rows under locks that let reads and
                writes through, provided that it runs in a transaction of its own: in the same one the
                strong locks would still be held.\
                """)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")
            .example(
                Example.of(
                        """
                        ALTER TABLE orders
                          ADD CONSTRAINT orders_customer_id_fkey
                          FOREIGN KEY (customer_id) REFERENCES customers (id);
                        """,
                        """
                        ALTER TABLE orders
                          ADD CONSTRAINT orders_customer_id_fkey
                          FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;
                        """)
                    .proves(Proof.locks("orders", LockMode.SHARE_ROW_EXCLUSIVE))
                    .proves(Proof.locks("customers", LockMode.SHARE_ROW_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .example(
                Example.of(
                        "ALTER TABLE orders ADD COLUMN ref bigint DEFAULT 1 REFERENCES customers;",
                        """
                        ALTER TABLE orders ADD COLUMN ref bigint DEFAULT 1;
                        ALTER TABLE orders ADD CONSTRAINT orders_ref_fkey
                          FOREIGN KEY (ref) REFERENCES customers NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE orders VALIDATE CONSTRAINT orders_ref_fkey;
                        """)
                    .proves(Proof.scans("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    switch (action) {
      case AlterAction.AddConstraint add -> {
        if (add.constraint() instanceof ForeignKey key && checksRows(key)) {
          String name = name(alter, key, Texts.names(key.columns()));
          String text = alter.text();
          if (key.name() == null) {
            text = "ADD CONSTRAINT " + name + text.substring("ADD".length());
          }
          report(at, alter, key, alter.othersAnd(alter.with(text + " NOT VALID")), name);
        }
      }
      case AlterAction.AddColumn add -> {
        ColumnDefinition column = add.column();
        ForeignKey key = column.constraint(ForeignKey.class);
        // Without a default the new column is null everywhere, and PostgreSQL skips the check.
        if (key != null && checksRows(key) && column.constraint(Constraint.Default.class) != null) {
          List<String> columns = List.of(column.name().effective());
          String name = name(alter, key, columns);
          String reference = at.text(key.span());
          reference =
              reference.substring(
                  reference.toLowerCase(java.util.Locale.ROOT).indexOf("references"));
          List<String> lines = new ArrayList<>(alter.others());
          lines.add(alter.with(alter.text().replace(at.text(key.span()), "").stripTrailing()));
          lines.add(
              alter.with(
                  "ADD CONSTRAINT "
                      + name
                      + " FOREIGN KEY ("
                      + Texts.list(columns)
                      + ") "
                      + reference
                      + " NOT VALID"));
          report(at, alter, key, lines, name);
        }
      }
      default -> {
        // Adds no foreign key.
      }
    }
  }

  private static boolean checksRows(ForeignKey key) {
    return !key.attributes().notValid() && !key.attributes().notEnforced();
  }

  private static String name(AlterText alter, ForeignKey key, List<String> columns) {
    return key.name() == null
        ? Texts.name(alter.table().name(), columns, "fkey")
        : Identifiers.quote(key.name().effective());
  }

  private void report(Site at, AlterText alter, ForeignKey key, List<String> added, String name) {
    List<String> lines = new ArrayList<>(added);
    lines.add("-- veery: transaction=per-statement");
    lines.add("ALTER TABLE " + alter.name() + " VALIDATE CONSTRAINT " + name + ";");
    at.report(
        this,
        key.span(),
        "the foreign key to " + key.table() + " checks every row of " + alter.table(),
        "Writes to "
            + alter.table()
            + " and to "
            + key.table()
            + " wait until all rows are checked; reads go on.",
        Remedy.instead(lines));
  }
}
