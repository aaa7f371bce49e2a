package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;

/** ATTACH PARTITION of a table whose rows nothing vouches for. */
final class AttachPartitionScan extends AlterTableRule {

  AttachPartitionScan() {
    super(
        About.error("lock-attach-partition-scan")
            .title("attaching a partition reads all of its rows under ACCESS EXCLUSIVE")
            .explain(
                """
                `ATTACH PARTITION` takes only a `SHARE UPDATE EXCLUSIVE` lock on the parent, but an
                `ACCESS EXCLUSIVE` one on the new partition, and reads all of it to see that its rows
                belong there. A valid `CHECK` constraint that says the same as the bounds saves the
                reading.\
                """)
            .explain(
                """
                A default partition is locked and read as well, to see that none of its rows belongs to
                the new one, unless a check on it rules that out.\
                """)
            .manual("ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE")
            .example(
                Example.of(
                        """
                        ALTER TABLE events ATTACH PARTITION events_2027
                          FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
                        """,
                        """
                        ALTER TABLE events_2027 ADD CONSTRAINT events_2027_bounds
                          CHECK (at >= '2027-01-01' AND at < '2028-01-01') NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE events_2027 VALIDATE CONSTRAINT events_2027_bounds;
                        -- veery: transaction=per-statement
                        ALTER TABLE events ATTACH PARTITION events_2027
                          FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
                        ALTER TABLE events_2027 DROP CONSTRAINT events_2027_bounds;
                        """)
                    .before(
                        """
                        CREATE TABLE events (at date NOT NULL, kind text) PARTITION BY RANGE (at);
                        CREATE TABLE events_2027 (at date NOT NULL, kind text);
                        INSERT INTO events_2027 SELECT '2027-05-05', 'k' FROM generate_series(1, 50);
                        """)
                    .proves(Proof.locks("events_2027", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("events_2027")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.AttachPartition attach)
        || attach.bound() == null
        || attach.bound().isDefault()) {
      return;
    }
    TableState partition = at.table(attach.partition());
    boolean vouched =
        at.isNew(attach.partition())
            || partition.constraints().stream()
                .anyMatch(c -> c.valid() && c.definition() instanceof Constraint.Check);
    if (!vouched) {
      String name = at.text(attach.partition().span());
      at.report(
          this,
          alter.span(),
          "every row of " + partition + " is read to see that it belongs to " + alter.table(),
          "Every read and every write of "
              + partition
              + " waits until all its rows are read, unless a valid check says what the bounds say.",
          Remedy.before(
              "-- with the bounds as a condition on the partition key:",
              "-- ALTER TABLE "
                  + name
                  + " ADD CONSTRAINT "
                  + Identifiers.quote(partition.name() + "_bounds")
                  + " CHECK (…) NOT VALID;",
              "-- ALTER TABLE "
                  + name
                  + " VALIDATE CONSTRAINT "
                  + Identifiers.quote(partition.name() + "_bounds")
                  + ";"));
    }
    TableState fallback = alter.table().defaultPartition();
    if (fallback != null && !at.isNew(fallback)) {
      at.report(
          this,
          alter.span(),
          "the default partition " + fallback + " is read under ACCESS EXCLUSIVE as well",
          "Every read and every write of "
              + fallback
              + " waits until all its rows are read, unless a valid check on it rules out the new"
              + " partition's rows.",
          Remedy.NONE);
    }
  }
}
