package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.AccessStatement;
import dev.veery.core.sql.ast.Span;

/** BYPASSRLS and SUPERUSER. */
final class BypassRowSecurity extends Rule {

  BypassRowSecurity() {
    super(
        About.error("security-bypassrls")
            .title("a role is not subject to row-level security")
            .explain(
                """
                A role with `BYPASSRLS` or `SUPERUSER` sees and writes the rows of all tenants, whatever the
                policies say. It is for backups and administrators, not for what an application
                connects as.\
                """)
            .manual("sql-createrole.html")
            .example(
                Example.of(
                        "ALTER ROLE CURRENT_USER BYPASSRLS;",
                        "ALTER ROLE CURRENT_USER CONNECTION LIMIT 100;")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    String role =
        switch (at.sql()) {
          case AccessStatement.CreateRole create -> create.name().name();
          case AccessStatement.AlterRole alter -> alter.name().name();
          default -> "";
        };
    Tokens tokens = at.statement().tokens();
    for (int i = 0; !role.isEmpty() && i < tokens.count(); i++) {
      String word = tokens.word(i);
      if (word.equals("bypassrls") || word.equals("superuser")) {
        at.report(
            this,
            new Span(tokens.start(i), tokens.end(i)),
            "role " + role + " is not subject to row-level security",
            "It sees and writes the rows of all tenants, whatever the policies say.",
            Remedy.instead(
                Texts.replace(
                    at, new Span(tokens.start(i), tokens.end(i)), "NO" + tokens.text(i))));
      }
    }
  }
}
