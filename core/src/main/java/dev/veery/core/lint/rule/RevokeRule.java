package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AccessStatement.Grant;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.ObjectType;

/** REVOKE from a role that may be the application's. */
final class RevokeRule extends Rule {

  RevokeRule() {
    super(
        About.warning("compat-revoke")
            .title("a privilege is taken away while the application runs")
            .explain(
                """
                Statements of the running application that need the privilege fail from the commit on.
                What is revoked from `PUBLIC` is not reported: that is good housekeeping.\
                """)
            .manual("sql-revoke.html")
            .example(
                Example.of(
                        "REVOKE INSERT ON orders FROM pg_database_owner;",
                        "REVOKE INSERT ON orders FROM PUBLIC;")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof Grant grant && !grant.grant()) {
      for (Identifier grantee : grant.grantees()) {
        boolean everybody = !grantee.quoted() && grantee.name().equals("public");
        if (!everybody && !isNew(at, grant)) {
          at.report(
              this,
              grantee.span(),
              "role " + grantee + " loses a privilege",
              "Statements of the running application that need it are refused.",
              Remedy.elsewhere(
                  "-- in a later migration, when nothing needs it any more", at.text() + ";"));
        }
      }
    }
  }

  private static boolean isNew(Site at, Grant grant) {
    return !grant.objects().isEmpty()
        && grant.type() == ObjectType.TABLE
        && grant.objects().stream().allMatch(o -> at.isNew(o.name()));
  }
}
