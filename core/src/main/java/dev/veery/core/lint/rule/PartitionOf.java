package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import java.util.stream.Collectors;

/** CREATE TABLE … PARTITION OF a table that is in use. */
final class PartitionOf extends Rule {

  PartitionOf() {
    super(
        About.warning("lock-partition-of")
            .title("a new partition locks the whole table")
            .explain(
                """
                `CREATE TABLE … PARTITION OF` takes an `ACCESS EXCLUSIVE` lock on the parent: all queries
                of the partitioned table wait. Made as a table of its own and attached, a partition
                needs only a `SHARE UPDATE EXCLUSIVE` lock there, which hinders nobody.\
                """)
            .manual("ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE")
            .example(
                Example.of(
                        """
                        CREATE TABLE events_2027 PARTITION OF events
                          FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
                        """,
                        """
                        CREATE TABLE events_2027 (LIKE events INCLUDING ALL);
                        ALTER TABLE events ATTACH PARTITION events_2027
                          FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
                        """)
                    .before(
                        "CREATE TABLE events (at date NOT NULL, kind text) PARTITION BY RANGE (at);")
                    .proves(Proof.locks("events", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof CreateTable create)
        || create.partitionOf() == null
        || create.bound() == null
        || at.isNew(create.partitionOf())) {
      return;
    }
    String parent = at.text(create.partitionOf().span());
    String name = at.text(create.name().span());
    String elements =
        create.constraints().stream().map(c -> at.text(c.span())).collect(Collectors.joining(", "));
    String bound = create.bound().isDefault() ? "DEFAULT" : "FOR VALUES " + create.bound().values();
    at.report(
        this,
        null,
        "partition " + create.name() + " is made with a lock on " + create.partitionOf(),
        "Every read and every write of "
            + create.partitionOf()
            + " waits until all transactions that use it now have ended"
            + (at.table(create.partitionOf()).defaultPartition() == null
                ? "."
                : ", and all rows of the default partition "
                    + at.table(create.partitionOf()).defaultPartition()
                    + " have been read to see that none belongs here."),
        Remedy.instead(
            "CREATE TABLE "
                + name
                + " (LIKE "
                + parent
                + " INCLUDING ALL"
                + (elements.isEmpty() ? "" : ", " + elements)
                + ")"
                + (create.partitionBy() == null
                    ? ""
                    : " PARTITION BY "
                        + create.partitionBy().strategy()
                        + " ("
                        + create.partitionBy().key()
                        + ")")
                + ";",
            "ALTER TABLE " + parent + " ATTACH PARTITION " + name + " " + bound + ";"));
  }
}
