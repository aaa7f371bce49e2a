package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AccessStatement.Grant;
import dev.veery.core.sql.ast.Identifier;

/** A grant to everybody. */
final class GrantToPublic extends Rule {

  GrantToPublic() {
    super(
        About.warning("security-grant-public")
            .title("a privilege is granted to every role there is and will be")
            .explain(
                "`PUBLIC` is everybody who can connect, also roles that are made later. Grant to a role.")
            .manual("ddl-priv.html")
            .example(
                Example.of(
                        "GRANT SELECT ON orders TO PUBLIC;",
                        "GRANT SELECT ON orders TO CURRENT_USER;")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof Grant grant
        && grant.grant()
        && grant.grantees().stream().anyMatch(g -> !g.quoted() && g.name().equals("public"))) {
      at.report(
          this,
          null,
          "a privilege is granted to PUBLIC",
          "Every role that can connect has it, also those that are made later.",
          remedy(at, grant));
    }
  }

  /** To a role that can be granted to those who need it. */
  private static Remedy remedy(Site at, Grant grant) {
    for (Identifier grantee : grant.grantees()) {
      if (!grantee.quoted() && grantee.name().equals("public")) {
        return Remedy.elsewhere(
            "CREATE ROLE application NOLOGIN;", Texts.replace(at, grantee.span(), "application"));
      }
    }
    return Remedy.NONE;
  }
}
