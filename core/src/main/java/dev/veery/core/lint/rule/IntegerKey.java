package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TypeName;

/** A key of four bytes or less. */
final class IntegerKey extends ColumnRule {

  IntegerKey() {
    super(
        About.note("design-integer-key")
            .title("a generated key can run out of numbers")
            .explain(
                """
                An `integer` key ends at 2,147,483,647, also when rows are deleted and transactions rolled
                back; widening it later writes the table, and each that references it, anew. A `bigint`
                costs four bytes a row, often none because of alignment.\
                """)
            .offByDefault()
            .manual("datatype-numeric.html#DATATYPE-INT")
            .example(
                Example.of(
                        "CREATE TABLE parts (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
                        "CREATE TABLE parts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);")
                    .otherSchema())
            .build());
  }

  @Override
  void column(Site at, QualifiedName table, ColumnDefinition column) {
    TypeName type = column.type();
    if (type == null) {
      return;
    }
    boolean small = type.is("int4") || type.is("int2");
    boolean smallSerial = type.isSerial() && !type.is("bigserial") && !type.is("serial8");
    if (smallSerial || small && column.constraint(Constraint.Identity.class) != null) {
      advise(
          at,
          column,
          type,
          table + "." + column.name() + " counts up in a " + type,
          "When the numbers are used up, every insert fails.",
          smallSerial ? "bigserial" : "bigint");
    }
  }
}
