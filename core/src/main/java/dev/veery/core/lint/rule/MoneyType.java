package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.QualifiedName;

/** money. */
final class MoneyType extends ColumnRule {

  MoneyType() {
    super(
        About.note("design-money")
            .title("money depends on a setting of the server")
            .explain(
                """
                How many digits a `money` value has, and which currency it shows, follows `lc_monetary`; read
                under another setting the same bytes are another amount. Use `numeric` and a column for
                the currency.\
                """)
            .offByDefault()
            .manual("datatype-money.html")
            .example(
                Example.of(
                        "CREATE TABLE prices (price money);",
                        "CREATE TABLE prices (price numeric(12, 2));")
                    .otherSchema())
            .build());
  }

  @Override
  void column(Site at, QualifiedName table, ColumnDefinition column) {
    if (column.type() != null && column.type().is("money")) {
      advise(
          at,
          column,
          column.type(),
          table + "." + column.name() + " is of type money",
          "What its values mean depends on lc_monetary.",
          "numeric");
    }
  }
}
