package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.List;

/** A foreign key goes, and the table at its other end is locked for it. */
final class ReferencedTable extends Rule {

  ReferencedTable() {
    super(
        About.warning("lock-referenced-table")
            .title("dropping a foreign key locks the table at its other end")
            .explain(
                """
                A foreign key has triggers on both tables. Dropping it, its column or its table takes an
                `ACCESS EXCLUSIVE` lock on the table that it *references* as well, which the statement does
                not name and which is often the busiest of all. While the lock is waited for behind a long
                transaction, nobody reads that table.\
                """)
            .explain(
                """
                Drop the foreign key first, in a transaction of its own and with a `lock_timeout`: the
                locks then last for a moment, and what follows concerns one table only.\
                """)
            .upOnly()
            .manual("sql-droptable.html")
            .manual("explicit-locking.html#LOCKING-TABLES")
            .example(
                Example.of(
                        "DROP TABLE reviews;",
                        """
                        SET lock_timeout = '2s';
                        ALTER TABLE reviews DROP CONSTRAINT reviews_customer_fkey;
                        -- veery: transaction=per-statement
                        DROP TABLE reviews;
                        """)
                    .and(
                        """
                        CREATE TABLE reviews (
                          id bigint PRIMARY KEY,
                          customer_id bigint CONSTRAINT reviews_customer_fkey REFERENCES customers
                        );
                        """)
                    .proves(Proof.locks("customers", LockMode.ACCESS_EXCLUSIVE)))
            .example(
                Example.of(
                        "ALTER TABLE reviews DROP COLUMN customer_id;",
                        """
                        SET lock_timeout = '2s';
                        ALTER TABLE reviews DROP CONSTRAINT reviews_customer_fkey;
                        -- veery: transaction=per-statement
                        ALTER TABLE reviews DROP COLUMN customer_id;
                        """)
                    .and(
                        """
                        CREATE TABLE reviews (
                          id bigint PRIMARY KEY,
                          customer_id bigint CONSTRAINT reviews_customer_fkey REFERENCES customers
                        );
                        """)
                    .proves(Proof.locks("customers", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case Drop drop -> {
        if (drop.type() == ObjectType.TABLE) {
          for (ObjectName object : drop.objects()) {
            TableState table = at.table(object.name());
            table.constraints().forEach(c -> check(at, drop, table, c));
          }
        }
      }
      case AlterTable alter -> {
        TableState table = at.table(alter.name());
        for (AlterAction action : alter.actions()) {
          switch (action) {
            case AlterAction.DropColumn drop ->
                table.constraints().stream()
                    .filter(c -> c.columns().contains(drop.column().effective()))
                    .forEach(c -> check(at, alter, table, c));
            case AlterAction.DropConstraint drop -> {
              // By itself and for no longer than a timeout allows: that is how it is done.
              ConstraintState constraint = table.constraint(drop.name().effective());
              if (constraint != null && !at.hasLockTimeout()) {
                check(at, alter, table, constraint);
              }
            }
            default -> {
              // Drops no foreign key.
            }
          }
        }
      }
      default -> {
        // Neither.
      }
    }
  }

  private void check(Site at, SqlStatement sql, TableState table, ConstraintState constraint) {
    if (!(constraint.definition() instanceof Constraint.ForeignKey key)) {
      return;
    }
    TableState other = at.table(key.table());
    LockMode mode = at.locks().get(other);
    boolean goes =
        sql instanceof Drop drop
            && drop.objects().stream().anyMatch(o -> at.table(o.name()) == other);
    if (other == table || mode == null || !mode.blocksReads() || goes) {
      return;
    }
    boolean alone =
        sql instanceof AlterTable alter
            && alter.actions().size() == 1
            && alter.actions().getFirst() instanceof AlterAction.DropConstraint;
    List<String> lines = new ArrayList<>();
    if (!at.hasLockTimeout()) {
      lines.add("SET lock_timeout = '2s';");
    }
    if (!alone) {
      lines.add(
          "ALTER TABLE "
              + Texts.written(table)
              + " DROP CONSTRAINT "
              + Identifiers.quote(constraint.name())
              + ";");
      lines.add("-- veery: transaction=per-statement");
    }
    at.report(
        this,
        null,
        "foreign key " + constraint.name() + " goes, and " + other + " is locked for it",
        "Every read and every write of "
            + other
            + " waits until all transactions that use it now have ended, and this one has.",
        Remedy.before(String.join("\n", lines)));
  }
}
