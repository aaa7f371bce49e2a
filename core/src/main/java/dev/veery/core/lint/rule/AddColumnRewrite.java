package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.VolatileFunctions;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TypeStatement.CreateDomain;
import java.util.ArrayList;
import java.util.List;

/** ADD COLUMN with a value that has to be written into every row. */
final class AddColumnRewrite extends AlterTableRule {

  AddColumnRewrite() {
    super(
        About.error("lock-add-column-rewrite")
            .title("a new column makes PostgreSQL write the whole table anew")
            .explain(
                """
                A new column with a constant or stable default costs nothing: the value is kept in the
                catalog. Where each row needs a value of its own, the table and all its indexes are
                written anew under an `ACCESS EXCLUSIVE` lock: a volatile default such as `random()` or
                `gen_random_uuid()`, `serial`, an identity, a stored generated column, a domain with
                constraints.\
                """)
            .explain(
                """
                Add the column without a value, give it the default for new rows, fill the old rows in
                batches, and only then demand that it is not null. A generated column can be `VIRTUAL`
                from PostgreSQL 18 on, which costs nothing.\
                """)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")
            .manual("ddl-generated-columns.html")
            .example(
                Example.of(
                        "ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();",
                        """
                        ALTER TABLE orders ADD COLUMN token uuid;
                        ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
                        """)
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.rewrites("orders")))
            .example(
                Example.of(
                        "ALTER TABLE orders ADD COLUMN number bigserial;",
                        "ALTER TABLE orders ADD COLUMN number bigint;")
                    .otherSchema()
                    .proves(Proof.rewrites("orders")))
            .example(
                Example.of(
                        "ALTER TABLE orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;",
                        "ALTER TABLE orders ADD COLUMN number bigint NOT NULL DEFAULT 0;")
                    .otherSchema()
                    .proves(Proof.rewrites("orders")))
            .example(
                Example.of(
                        """
                        ALTER TABLE orders
                          ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.2) STORED;
                        """,
                        """
                        ALTER TABLE orders
                          ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.2) VIRTUAL;
                        """)
                    .otherSchema()
                    .proves(Proof.rewrites("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.AddColumn add)) {
      return;
    }
    ColumnDefinition column = add.column();
    String why = why(at, column);
    if (why.isEmpty()) {
      return;
    }
    at.report(
        this,
        column.span(),
        "new column " + column.name() + " of " + alter.table() + " is " + why,
        "Every read and every write of "
            + alter.table()
            + " waits until the table and its indexes are written anew.",
        remedy(at, alter, column));
  }

  private static String why(Site at, ColumnDefinition column) {
    Constraint.Default value = column.constraint(Constraint.Default.class);
    Constraint.Generated generated = column.constraint(Constraint.Generated.class);
    if (generated != null) {
      return generated.stored() ? "generated and stored: every row gets a value" : "";
    }
    if (column.constraint(Constraint.Identity.class) != null) {
      return "an identity: every row gets a number";
    }
    if (column.type() != null && column.type().isSerial()) {
      return "serial: every row gets a number";
    }
    if (value != null) {
      for (QualifiedName function : value.value().functions()) {
        if (VolatileFunctions.contains(at.schema(), function)) {
          return "filled by the volatile function " + function + " for every row";
        }
      }
    }
    CreateDomain domain = column.type() == null ? null : at.schema().domain(column.type().name());
    if (domain != null && TypeChange.isConstrained(domain)) {
      return "of a domain with constraints, which are checked for every row";
    }
    return "";
  }

  private static Remedy remedy(Site at, AlterText alter, ColumnDefinition column) {
    Constraint.Default value = column.constraint(Constraint.Default.class);
    String name = Identifiers.quote(column.name().effective());
    boolean plain = column.constraints().size() == 1;
    if (value != null && plain && column.type() != null && !column.type().isSerial()) {
      List<String> lines = new ArrayList<>(alter.others());
      lines.add(alter.with("ADD COLUMN " + name + " " + at.text(column.type().span())));
      lines.add(alter.with("ALTER COLUMN " + name + " SET DEFAULT " + value.value()));
      lines.add("-- then, in a migration of its own, the old rows");
      lines.addAll(Batches.fill(alter.table(), alter.name(), name, value.value().text()));
      return Remedy.instead(lines);
    }
    if (column.constraint(Constraint.Generated.class) != null && at.server() >= 18) {
      return Remedy.elsewhere(alter.with(alter.text().replaceAll("(?i)\\bstored\\b", "VIRTUAL")));
    }
    String type =
        column.type() == null || column.type().isSerial()
            ? "bigint"
            : at.text(column.type().span());
    List<String> lines = new ArrayList<>();
    lines.add("-- 1. a column that costs nothing, with values for new rows");
    lines.add("ALTER TABLE " + alter.name() + " ADD COLUMN " + name + " " + type + ";");
    if (value != null) {
      lines.add(setDefault(alter, name, value.value().text()));
      lines.add("-- 2. values for the old rows, in batches");
      lines.addAll(Batches.fill(alter.table(), alter.name(), name, value.value().text()));
    } else if (column.constraint(Constraint.Generated.class) instanceof Constraint.Generated made) {
      lines.add("-- 2. values for the old rows, in batches; a trigger gives them to new rows");
      lines.addAll(Batches.fill(alter.table(), alter.name(), name, "(" + made.value() + ")"));
    } else {
      String sequence = Texts.name(alter.table().name(), List.of(column.name().effective()), "seq");
      String next = "nextval(" + Identifiers.literal(sequence) + ")";
      lines.add("CREATE SEQUENCE " + sequence + " OWNED BY " + alter.name() + "." + name + ";");
      lines.add(setDefault(alter, name, next));
      lines.add("-- 2. numbers for the old rows, in batches");
      lines.addAll(Batches.fill(alter.table(), alter.name(), name, next));
    }
    return Remedy.elsewhere(String.join("\n", lines));
  }

  private static String setDefault(AlterText alter, String name, String value) {
    return "ALTER TABLE " + alter.name() + " ALTER COLUMN " + name + " SET DEFAULT " + value + ";";
  }
}
