package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.MaintenanceStatement.Cluster;

/** CLUSTER. */
final class ClusterTable extends Rule {

  ClusterTable() {
    super(
        About.error("lock-cluster")
            .title("CLUSTER writes the table anew while reads and writes wait")
            .explain(
                """
                `CLUSTER` writes the table in the order of an index, under an `ACCESS EXCLUSIVE` lock. It
                is maintenance, not a change of the schema: where the order matters, use a tool that
                does it beside the running table, such as pg_repack, and not a migration.\
                """)
            .manual("sql-cluster.html")
            .example(
                Example.of("CLUSTER orders USING orders_pkey;", "ANALYZE orders;")
                    .otherSchema()
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.rewrites("orders")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof Cluster cluster
        && (cluster.table() == null || !at.isNew(cluster.table()))) {
      String table = cluster.table() == null ? "every clustered table" : cluster.table().toString();
      at.report(
          this,
          null,
          "CLUSTER writes " + table + " anew",
          "Every read and every write of "
              + table
              + " waits until it is written. Do it outside of migrations, beside the running table.",
          cluster.table() == null
              ? Remedy.elsewhere(
                  "-- these:",
                  "SELECT indrelid::regclass, indexrelid::regclass FROM pg_index WHERE indisclustered;")
              : cluster.index() == null
                  ? Remedy.instead("ANALYZE " + at.text(cluster.table().span()) + ";")
                  : Remedy.instead(
                      "-- only says so; a quiet hour's CLUSTER, or pg_repack, then does it",
                      "ALTER TABLE "
                          + at.text(cluster.table().span())
                          + " CLUSTER ON "
                          + at.text(cluster.index().span())
                          + ";"));
    }
  }
}
