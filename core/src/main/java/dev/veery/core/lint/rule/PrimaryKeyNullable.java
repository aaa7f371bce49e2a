package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.IndexState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import java.util.ArrayList;
import java.util.List;

/** ADD PRIMARY KEY USING INDEX on a column that may be null. */
final class PrimaryKeyNullable extends AlterTableRule {

  PrimaryKeyNullable() {
    super(
        About.error("lock-primary-key-nullable")
            .title("a primary key reads every row to see that its columns are not null")
            .explain(
                """
                `ADD PRIMARY KEY USING INDEX` takes over an index in a moment only where the columns are
                `NOT NULL` already. Otherwise it sets that first, and reads the whole table under its
                `ACCESS EXCLUSIVE` lock.\
                """)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX")
            .example(
                Example.of(
                        "ALTER TABLE items ADD CONSTRAINT items_pkey PRIMARY KEY USING INDEX items_id_idx;",
                        """
                        ALTER TABLE items ADD CONSTRAINT items_id_not_null NOT NULL id NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE items VALIDATE CONSTRAINT items_id_not_null;
                        ALTER TABLE items ADD CONSTRAINT items_pkey PRIMARY KEY USING INDEX items_id_idx;
                        """)
                    .before(
                        """
                        CREATE TABLE items (id bigint, name text);
                        INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 50) i;
                        CREATE UNIQUE INDEX items_id_idx ON items (id);
                        """)
                    .proves(Proof.locks("items", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("items")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.AddConstraint add)
        || !(add.constraint() instanceof Constraint.Unique unique)
        || !unique.primary()
        || unique.usingIndex() == null) {
      return;
    }
    TableState table = alter.table();
    IndexState index = table.index(unique.usingIndex().effective());
    if (index == null) {
      return;
    }
    List<String> nullable = new ArrayList<>();
    for (String name : index.columns()) {
      ColumnState column = table.column(name);
      if (column == null || !column.notNull()) {
        nullable.add(name);
      }
    }
    if (nullable.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (String column : nullable) {
      String constraint = Texts.name(table.name(), List.of(column), "not_null");
      if (at.server() >= 18) {
        lines.add(
            alter.with(
                "ADD CONSTRAINT "
                    + constraint
                    + " NOT NULL "
                    + Identifiers.quote(column)
                    + " NOT VALID"));
        lines.add("-- veery: transaction=per-statement");
        lines.add(alter.with("VALIDATE CONSTRAINT " + constraint));
      } else {
        lines.add(
            alter.with(
                "ADD CONSTRAINT "
                    + constraint
                    + " CHECK ("
                    + Identifiers.quote(column)
                    + " IS NOT NULL) NOT VALID"));
        lines.add("-- veery: transaction=per-statement");
        lines.add(alter.with("VALIDATE CONSTRAINT " + constraint));
        lines.add(alter.with("ALTER COLUMN " + Identifiers.quote(column) + " SET NOT NULL"));
        lines.add(alter.with("DROP CONSTRAINT " + constraint));
      }
    }
    at.report(
        this,
        unique.span(),
        "the primary key reads every row of "
            + table
            + " to see that "
            + String.join(", ", nullable)
            + " is not null",
        "Every read and every write of " + table + " waits until all rows are read.",
        Remedy.before(String.join("\n", lines)));
  }
}
