package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.SessionStatement;

/** A name without a schema. */
final class UnqualifiedName extends Rule {

  UnqualifiedName() {
    super(
        About.note("correct-unqualified-name")
            .title("a table is named without its schema")
            .explain(
                """
                Which table is meant depends on the `search_path` of whoever runs the migration. Name the
                schema, or set the path in the file (`-- veery: search-path=app`).\
                """)
            .offByDefault()
            .manual("ddl-schemas.html#DDL-SCHEMAS-PATH")
            .example(
                Example.of("CREATE TABLE extra (id int);", "CREATE TABLE public.extra (id int);"))
            .build());
  }

  @Override
  public void statement(Site at) {
    // In a fleet it is the names with a schema that are odd.
    if (at.script().directives().searchPath() != null || at.forEachTenant()) {
      return;
    }
    for (LintStatement earlier : at.before()) {
      if (earlier.sql() instanceof SessionStatement.Set set && set.name().equals("search_path")) {
        return;
      }
    }
    for (ObjectName target : at.sql().targets()) {
      boolean inSchema =
          target.type().isRelation()
              || target.type() == ObjectType.FUNCTION
              || target.type() == ObjectType.PROCEDURE
              || target.type() == ObjectType.TYPE
              || target.type() == ObjectType.DOMAIN;
      boolean index = target.type() == ObjectType.INDEX && at.sql() instanceof CreateIndex;
      if (inSchema && !index && !target.name().isQualified()) {
        at.report(
            this,
            target.name().span(),
            target.type().lower() + " " + target.name() + " is named without its schema",
            "Which one is meant depends on the search_path of whoever runs the migration.",
            Remedy.instead(
                Texts.replace(
                    at,
                    target.name().span(),
                    Identifiers.quote(at.schema().searchPath().getFirst())
                        + "."
                        + at.text(target.name().span()))));
      }
    }
  }
}
