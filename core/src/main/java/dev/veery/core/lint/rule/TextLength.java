package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TypeName;

/** varchar(n). */
final class TextLength extends ColumnRule {

  TextLength() {
    super(
        About.note("design-varchar")
            .title("varchar(n) makes a length part of the type")
            .explain(
                """
                `varchar(n)` is no faster than `text`, and a shorter length later is a change of type that
                reads every row under an `ACCESS EXCLUSIVE` lock. A check on `text` says the same, and can
                be changed with `NOT VALID` and `VALIDATE`.\
                """)
            .offByDefault()
            .manual("datatype-character.html")
            .example(
                Example.of(
                        "CREATE TABLE codes (id bigint PRIMARY KEY, code varchar(10));",
                        """
                        CREATE TABLE codes (
                          id bigint PRIMARY KEY,
                          code text CHECK (length(code) <= 10)
                        );
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  void column(Site at, QualifiedName table, ColumnDefinition column) {
    TypeName type = column.type();
    if (type != null && type.is("varchar") && !type.modifiers().isEmpty()) {
      advise(
          at,
          column,
          type,
          table + "." + column.name() + " has its length in its type",
          "Another length is another type.",
          "text CHECK (length("
              + Identifiers.quote(column.name().effective())
              + ") <= "
              + type.modifiers().getFirst()
              + ")");
    }
  }
}
