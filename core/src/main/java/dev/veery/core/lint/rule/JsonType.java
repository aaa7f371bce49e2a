package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.QualifiedName;

/** json. */
final class JsonType extends ColumnRule {

  JsonType() {
    super(
        About.note("design-json")
            .title("json has no equality and no index")
            .explain(
                """
                `json` keeps the text as it came and has no `=`, so `DISTINCT`, `GROUP BY` and `UNION` over it
                fail (SQLSTATE 42883), and no GIN index works on it. `jsonb` has all of that, unless the
                exact text matters.\
                """)
            .offByDefault()
            .manual("datatype-json.html")
            .example(
                Example.of("CREATE TABLE docs (doc json);", "CREATE TABLE docs (doc jsonb);")
                    .otherSchema())
            .build());
  }

  @Override
  void column(Site at, QualifiedName table, ColumnDefinition column) {
    if (column.type() != null && column.type().is("json")) {
      advise(
          at,
          column,
          column.type(),
          table + "." + column.name() + " is json",
          "DISTINCT and GROUP BY over it fail, and it cannot be indexed.",
          "jsonb");
    }
  }
}
