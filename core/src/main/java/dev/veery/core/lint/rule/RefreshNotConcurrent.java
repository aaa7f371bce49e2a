package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.ViewStatement.CreateMaterializedView;
import dev.veery.core.sql.ast.ViewStatement.Refresh;
import java.util.List;

/** REFRESH MATERIALIZED VIEW without CONCURRENTLY. */
final class RefreshNotConcurrent extends Rule {

  RefreshNotConcurrent() {
    super(
        About.warning("lock-refresh-not-concurrent")
            .title("a materialised view is filled while its readers wait")
            .explain(
                """
                `REFRESH MATERIALIZED VIEW` holds an `ACCESS EXCLUSIVE` lock while its query runs. With
                `CONCURRENTLY` readers see the old rows until the new ones are there; the view needs a
                unique index over plain columns, without a `WHERE`.\
                """)
            .manual("sql-refreshmaterializedview.html")
            .example(
                Example.of(
                        "REFRESH MATERIALIZED VIEW totals;",
                        "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;")
                    .and(
                        """
                        CREATE MATERIALIZED VIEW totals AS
                          SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
                        CREATE UNIQUE INDEX totals_customer_id_idx ON totals (customer_id);
                        """)
                    .proves(Proof.locks("totals", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.rewrites("totals")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof Refresh refresh
        && !refresh.concurrently()
        && refresh.withData()
        && !at.isNew(refresh.name())) {
      at.report(
          this,
          null,
          "materialised view " + refresh.name() + " is filled without CONCURRENTLY",
          "Every read of " + refresh.name() + " waits until its query has run.",
          remedy(at, refresh));
    }
  }

  /** CONCURRENTLY needs a unique index over all rows. */
  private static Remedy remedy(Site at, Refresh refresh) {
    String concurrently = Texts.insertBehind(at, "view", " CONCURRENTLY");
    CreateMaterializedView view = at.schema().materializedView(refresh.name());
    boolean indexed =
        at.table(refresh.name()).indexes().stream().anyMatch(i -> i.unique() && i.where() == null);
    if (view == null || indexed) {
      return Remedy.instead(concurrently);
    }
    List<String> columns = Texts.columns(view.columns(), view.query());
    return columns.isEmpty()
        ? Remedy.elsewhere("-- as soon as it has a unique index", concurrently)
        : Remedy.instead(
            "CREATE UNIQUE INDEX ON "
                + at.text(refresh.name().span())
                + " ("
                + Identifiers.quote(columns.getFirst())
                + "); -- or whatever tells its rows apart",
            concurrently);
  }
}
