package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.PartitionCondition;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.AlterAction;
import java.util.List;

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
                    .otherSchema()
                    .proves(Proof.locks("events_2027", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("events_2027")))
            .example(
                Example.of(
                        """
                        ALTER TABLE events ATTACH PARTITION events_north FOR VALUES IN ('no', 'ne');
                        """,
                        """
                        ALTER TABLE events_north ADD CONSTRAINT events_north_bounds
                          CHECK (region IS NOT NULL AND region IN ('no', 'ne')) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE events_north VALIDATE CONSTRAINT events_north_bounds;
                        -- veery: transaction=per-statement
                        ALTER TABLE events ATTACH PARTITION events_north FOR VALUES IN ('no', 'ne');
                        ALTER TABLE events_north DROP CONSTRAINT events_north_bounds;
                        """)
                    .before(
                        """
                        CREATE TABLE events (region text, kind text) PARTITION BY LIST (region);
                        CREATE TABLE events_north (region text, kind text CHECK (kind <> ''));
                        INSERT INTO events_north SELECT 'no', 'k' FROM generate_series(1, 50);
                        """)
                    .otherSchema()
                    .proves(Proof.locks("events_north", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("events_north")))
            .example(
                Example.of(
                        """
                        CREATE TABLE events_2027 (at date NOT NULL, kind text);
                        ALTER TABLE events ATTACH PARTITION events_2027
                          FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
                        """,
                        """
                        CREATE TABLE events_2027 (at date NOT NULL, kind text);
                        ALTER TABLE events_rest ADD CONSTRAINT events_rest_not_2027
                          CHECK (NOT (at >= '2027-01-01' AND at < '2028-01-01')) NOT VALID;
                        -- veery: transaction=per-statement
                        ALTER TABLE events_rest VALIDATE CONSTRAINT events_rest_not_2027;
                        -- veery: transaction=per-statement
                        ALTER TABLE events ATTACH PARTITION events_2027
                          FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
                        ALTER TABLE events_rest DROP CONSTRAINT events_rest_not_2027;
                        """)
                    .before(
                        """
                        CREATE TABLE events (at date NOT NULL, kind text) PARTITION BY RANGE (at);
                        CREATE TABLE events_rest PARTITION OF events DEFAULT;
                        INSERT INTO events SELECT '2026-05-05', 'k' FROM generate_series(1, 50);
                        """)
                    .otherSchema()
                    .proves(Proof.locks("events_rest", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("events_rest")))
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
    PartitionCondition condition = PartitionCondition.of(alter.table(), attach.bound());
    if (!at.isNew(attach.partition()) && (condition == null || !condition.isImpliedBy(partition))) {
      at.report(
          this,
          alter.span(),
          "every row of " + partition + " is read to see that it belongs to " + alter.table(),
          "Every read and every write of "
              + partition
              + " waits until all its rows are read, unless a valid check says what the bounds say.",
          condition == null
              ? Remedy.before("SET lock_timeout = '2s';")
              : checked(
                  at.text(attach.partition().span()),
                  partition,
                  "bounds",
                  condition.sql(partition)));
    }
    TableState fallback = alter.table().defaultPartition();
    if (fallback != null
        && !at.isNew(fallback)
        && (condition == null || !condition.isRuledOutBy(fallback))) {
      at.report(
          this,
          alter.span(),
          "the default partition " + fallback + " is read under ACCESS EXCLUSIVE as well",
          "Every read and every write of "
              + fallback
              + " waits until all its rows are read, unless a valid check on it rules out the new"
              + " partition's rows.",
          condition == null
              ? Remedy.before("SET lock_timeout = '2s';")
              : checked(
                  Texts.written(fallback),
                  fallback,
                  "not_" + partition.name(),
                  "NOT (" + condition.sql(fallback) + ")"));
    }
  }

  private static Remedy checked(String name, TableState table, String suffix, String condition) {
    String constraint = Texts.name(table.name(), List.of(), suffix);
    return Remedy.before(
        "ALTER TABLE " + name + " ADD CONSTRAINT " + constraint,
        "  CHECK (" + condition + ") NOT VALID;",
        "-- veery: transaction=per-statement",
        "ALTER TABLE " + name + " VALIDATE CONSTRAINT " + constraint + ";",
        "-- veery: transaction=per-statement");
  }
}
