package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.TenantFiles;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SessionStatement;
import dev.veery.core.sql.ast.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A tenant's migration that names a schema, and so the same object for every tenant. */
final class TenantNameFixed extends Rule {

  private static final String EFFECT =
      "It runs once for each tenant, and finds the same object every time.";

  TenantNameFixed() {
    super(
        About.error("correct-tenant-name-fixed")
            .title("a migration for each tenant names a schema")
            .explain(
                """
                In a fleet of schemas (`[fleet]`) a migration runs once for each tenant, with the `search_path` of
                that tenant. A name without a schema is the tenant's own; one with a schema is the same object
                every time: it is made for the first tenant and in the way for the second, or all tenants change
                what they share. To read what is shared (`REFERENCES public.countries`) is no finding; to read the
                schema of a certain tenant is one, and so is a statement that sets `search_path`. What is meant for
                all of them together belongs in a file with `-- veery: shared`.\
                """)
            .downToo()
            .manual("ddl-schemas.html#DDL-SCHEMAS-PATH")
            .example(
                Example.of(
                        "ALTER TABLE public.orders ADD COLUMN priority int;",
                        "ALTER TABLE orders ADD COLUMN priority int;")
                    .with("tenant-schema", "t_{tenant}"))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!at.forEachTenant()) {
      return;
    }
    if (at.sql() instanceof SessionStatement.Set set && set.name().equals("search_path")) {
      at.report(
          this,
          null,
          "the script sets search_path, which is the tenant's",
          "The run of every tenant fails and leaves nothing.",
          Remedy.NONE);
      return;
    }
    Set<Integer> told = new HashSet<>();
    for (ObjectName target : at.sql().targets()) {
      QualifiedName name = target.name();
      if (lies(target.type())
          && name.isQualified()
          && !List.of("pg_temp", "pg_catalog").contains(name.schema())
          && told.add(name.span().start())) {
        Span last = name.parts().getLast().span();
        at.report(
            this,
            name.span(),
            target.type().lower() + " " + name + " is the same one for every tenant",
            EFFECT,
            Remedy.instead(Texts.replace(at, name.span(), at.text(last))));
      }
    }
    tenantsNamed(at, at.settings().tenants(), told);
  }

  /** Whether such an object lies in a schema and may be named with it. */
  private static boolean lies(ObjectType type) {
    return type.isRelation()
        || type == ObjectType.FUNCTION
        || type == ObjectType.PROCEDURE
        || type == ObjectType.TYPE
        || type == ObjectType.DOMAIN;
  }

  /** Anywhere in the statement: the schema of a certain tenant. */
  private void tenantsNamed(Site at, TenantFiles tenants, Set<Integer> told) {
    Tokens tokens = at.statement().tokens();
    for (int i = 0; i + 1 < tokens.count(); i++) {
      boolean quoted = tokens.kind(i) == TokenKind.QUOTED_NAME;
      if ((quoted || tokens.kind(i) == TokenKind.WORD)
          && tokens.kind(i + 1) == TokenKind.DOT
          && !(i > 0 && tokens.kind(i - 1) == TokenKind.DOT)) {
        String name = quoted ? unquoted(tokens.text(i)) : tokens.word(i);
        if (tenants.isTenants(name) && told.add(tokens.start(i))) {
          at.report(
              this,
              new Span(tokens.start(i), tokens.end(i)),
              name + " is the schema of a certain tenant",
              EFFECT,
              Remedy.NONE);
        }
      }
    }
  }

  private static String unquoted(String name) {
    return name.substring(1, name.length() - 1).replace("\"\"", "\"");
  }
}
