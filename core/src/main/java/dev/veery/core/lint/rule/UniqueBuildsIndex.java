package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import java.util.ArrayList;
import java.util.List;

/** ADD UNIQUE or PRIMARY KEY that builds its index under the strongest lock. */
final class UniqueBuildsIndex extends AlterTableRule {

  UniqueBuildsIndex() {
    super(
        About.error("lock-unique-builds-index")
            .title("a unique constraint builds its index while reads and writes wait")
            .explain(
                """
                `ADD PRIMARY KEY` and `ADD UNIQUE` build the index under an `ACCESS EXCLUSIVE` lock:
                nobody can even read the table until it is written.\
                """)
            .explain(
                """
                Build the unique index concurrently first and make it the constraint's with `USING INDEX`;
                the strong lock then lasts for a moment. A primary key wants its columns to be `NOT NULL`
                already, or reads the whole table to see that they are.\
                """)
            .explain(
                """
                `WITHOUT OVERLAPS` (PostgreSQL 18) has no such way: plan for the wait, or add it while the
                table is small.\
                """)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX")
            .example(
                Example.of(
                        "ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (email);",
                        """
                        CREATE UNIQUE INDEX CONCURRENTLY customers_email_key ON customers (email);
                        ALTER TABLE customers
                          ADD CONSTRAINT customers_email_key UNIQUE USING INDEX customers_email_key;
                        """)
                    .proves(Proof.locks("customers", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("customers")))
            .example(
                Example.of(
                        "ALTER TABLE customers ADD COLUMN code text UNIQUE;",
                        """
                        ALTER TABLE customers ADD COLUMN code text;
                        CREATE UNIQUE INDEX CONCURRENTLY customers_code_key ON customers (code);
                        ALTER TABLE customers
                          ADD CONSTRAINT customers_code_key UNIQUE USING INDEX customers_code_key;
                        """)
                    .proves(Proof.locks("customers", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("customers")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    switch (action) {
      case AlterAction.AddConstraint add -> {
        if (add.constraint() instanceof Constraint.Unique unique && unique.usingIndex() == null) {
          report(at, alter, unique, Texts.names(unique.columns()), alter.others());
        }
      }
      case AlterAction.AddColumn add -> {
        Constraint.Unique unique = add.column().constraint(Constraint.Unique.class);
        if (unique != null) {
          List<String> lines = new ArrayList<>(alter.others());
          lines.add(alter.with(alter.text().replace(at.text(unique.span()), "").stripTrailing()));
          report(at, alter, unique, List.of(add.column().name().effective()), lines);
        }
      }
      default -> {
        // Adds no index.
      }
    }
  }

  /** On each partition by itself; the constraint on the parent then finds its parts there. */
  private static List<String> ofPartitioned(
      AlterText alter, Constraint.Unique unique, String name, List<String> columns) {
    List<String> lines = new ArrayList<>();
    for (TableState partition : alter.table().partitions()) {
      String index = Texts.name(partition.name(), columns, unique.primary() ? "pkey" : "key");
      lines.add(
          "CREATE UNIQUE INDEX CONCURRENTLY "
              + index
              + " ON "
              + Texts.written(partition)
              + " ("
              + Texts.list(columns)
              + ");");
    }
    lines.add(
        alter.with(
            "ADD CONSTRAINT "
                + name
                + (unique.primary() ? " PRIMARY KEY (" : " UNIQUE (")
                + Texts.list(columns)
                + ")"));
    return lines;
  }

  private void report(
      Site at,
      AlterText alter,
      Constraint.Unique unique,
      List<String> columns,
      List<String> before) {
    String what = unique.primary() ? "primary key" : "unique constraint";
    List<String> lines = new ArrayList<>(before);
    String name =
        unique.name() == null
            ? Texts.name(
                alter.table().name(),
                unique.primary() ? List.of() : columns,
                unique.primary() ? "pkey" : "key")
            : Identifiers.quote(unique.name().effective());
    lines.add(
        "CREATE UNIQUE INDEX CONCURRENTLY "
            + name
            + " ON "
            + alter.name()
            + " ("
            + Texts.list(columns)
            + ")"
            + (unique.include().isEmpty()
                ? ""
                : " INCLUDE (" + Texts.list(Texts.names(unique.include())) + ")")
            + (unique.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "")
            + ";");
    lines.add(
        alter.with(
            "ADD CONSTRAINT "
                + name
                + (unique.primary() ? " PRIMARY KEY" : " UNIQUE")
                + " USING INDEX "
                + name
                + (unique.attributes().deferrable() ? " DEFERRABLE" : "")
                + (unique.attributes().initiallyDeferred() ? " INITIALLY DEFERRED" : "")));
    at.report(
        this,
        unique.span(),
        "the " + what + " builds its index on " + alter.table() + " under ACCESS EXCLUSIVE",
        "Every read and every write of "
            + alter.table()
            + " waits until the whole table is read and the index is written.",
        unique.withoutOverlaps()
            ? Remedy.elsewhere(
                String.join("\n", Texts.beside(alter.table(), alter.name(), "")),
                "ALTER TABLE "
                    + Texts.name(alter.table().name(), List.of(), "new")
                    + " "
                    + alter.text()
                    + ";")
            : alter.table().isPartitioned()
                ? Remedy.instead(ofPartitioned(alter, unique, name, columns))
                : Remedy.instead(lines));
  }
}
