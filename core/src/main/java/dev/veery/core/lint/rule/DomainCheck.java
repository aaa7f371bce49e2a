package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.TypeStatement.CreateDomain;

/** CREATE DOMAIN with constraints. */
final class DomainCheck extends Rule {

  DomainCheck() {
    super(
        About.note("design-domain-constraint")
            .title(
                "a domain's constraint cannot be changed without reading every table that uses it")
            .explain(
                """
                A new or changed constraint of a domain is checked in every table with a column of it, and
                a column of such a domain is added by writing the whole table anew. A check on the column
                can be added as `NOT VALID` and validated table by table.\
                """)
            .offByDefault()
            .manual("sql-createdomain.html")
            .example(
                Example.of(
                        "CREATE DOMAIN positive AS int CHECK (VALUE > 0);",
                        "CREATE DOMAIN amount AS int;")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof CreateDomain domain && TypeChange.isConstrained(domain)) {
      at.report(
          this,
          null,
          "domain " + domain.name() + " has a constraint",
          "Changing it later reads every table that uses the domain.",
          Remedy.instead(
              "CREATE DOMAIN "
                  + at.text(domain.name().span())
                  + " AS "
                  + at.text(domain.type().span())
                  + ";"));
    }
  }
}
