package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.QualifiedName;

/** char(n). */
final class CharType extends ColumnRule {

  CharType() {
    super(
        About.note("design-char")
            .title("char(n) pads with blanks")
            .explain(
                """
                `char(n)` fills values up with blanks, which take space and are sometimes significant and
                sometimes not. It is not faster than `text`; a length belongs into a check.\
                """)
            .offByDefault()
            .manual("datatype-character.html")
            .example(
                Example.of("CREATE TABLE codes (code char(3));", "CREATE TABLE codes (code text);")
                    .otherSchema())
            .build());
  }

  @Override
  void column(Site at, QualifiedName table, ColumnDefinition column) {
    if (column.type() != null && column.type().is("bpchar")) {
      advise(
          at,
          column,
          column.type(),
          table + "." + column.name() + " is padded with blanks",
          "The blanks take space, and comparisons treat them in ways that surprise.",
          "text");
    }
  }
}
