package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AccessStatement;
import dev.veery.core.sql.ast.Expression;
import org.jspecify.annotations.Nullable;

/** A policy that lets everything through. */
final class PolicyTrue extends Rule {

  PolicyTrue() {
    super(
        About.warning("security-policy-true")
            .title("a policy lets every row through")
            .explain(
                """
                Policies are joined by OR: one permissive `USING (true)` makes all others on the table
                useless for its roles and command.\
                """)
            .manual("sql-createpolicy.html")
            .example(
                Example.of(
                        "CREATE POLICY all_orders ON orders USING (true);",
                        "CREATE POLICY own_orders ON orders USING (customer_id = 1);")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof AccessStatement.CreatePolicy policy
        && policy.permissive()
        && (isTrue(policy.using()) || isTrue(policy.withCheck()))) {
      at.report(
          this,
          null,
          "policy " + policy.name() + " on " + policy.table() + " lets every row through",
          "Together with it every other permissive policy of the table is useless.",
          remedy(at, policy));
    }
  }

  /** The same for the rows of one tenant, or of the user who made them. */
  private static Remedy remedy(Site at, AccessStatement.CreatePolicy policy) {
    String tenant = at.settings().tenantColumn();
    String condition =
        tenant.isEmpty()
            ? "current_user = 'application'"
            : Identifiers.quote(tenant) + "::text = current_setting('app.tenant')";
    String sql = at.text();
    for (Expression part : new Expression[] {policy.withCheck(), policy.using()}) {
      if (isTrue(part)) {
        int start = part.span().start() - at.statement().tokens().start(0);
        int end = part.span().end() - at.statement().tokens().start(0);
        sql = sql.substring(0, start) + condition + sql.substring(end);
      }
    }
    return Remedy.instead(sql + ";");
  }

  private static boolean isTrue(@Nullable Expression condition) {
    return condition != null
        && condition.text().replace("(", "").replace(")", "").strip().equalsIgnoreCase("true");
  }
}
