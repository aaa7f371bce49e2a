package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ObjectType;
import java.util.ArrayList;
import java.util.List;

/** DROP INDEX without CONCURRENTLY. */
final class DropIndexNotConcurrent extends Rule {

  DropIndexNotConcurrent() {
    super(
        About.warning("lock-index-drop-not-concurrent")
            .title("an index is dropped while reads and writes wait")
            .explain(
                """
                `DROP INDEX` needs an `ACCESS EXCLUSIVE` lock on the index's table. The work itself is
                short, but the lock is granted only when every transaction that uses the table has ended,
                and while it waits, everybody who comes later waits behind it: a report that runs for ten
                minutes stops the table for ten minutes.\
                """)
            .explain(
                """
                `DROP INDEX CONCURRENTLY` waits for the same transactions without being in anybody's
                way. It drops one index per statement, takes no `CASCADE`, and may not run in a
                transaction block.\
                """)
            .manual("sql-dropindex.html")
            .example(
                Example.of(
                        "DROP INDEX orders_state_idx;", "DROP INDEX CONCURRENTLY orders_state_idx;")
                    .and("CREATE INDEX orders_state_idx ON orders (state);")
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof Drop drop)
        || drop.type() != ObjectType.INDEX
        || drop.concurrently()) {
      return;
    }
    List<ObjectName> used = new ArrayList<>();
    for (ObjectName index : drop.objects()) {
      TableState table = at.schema().tableOfIndex(index.name());
      // An index of a partitioned table cannot be dropped concurrently.
      if (table == null || !at.isNew(table) && !table.isPartitioned()) {
        used.add(index);
      }
    }
    if (used.isEmpty()) {
      return;
    }
    ObjectName first = used.getFirst();
    TableState table = at.schema().tableOfIndex(first.name());
    List<String> lines = new ArrayList<>();
    for (ObjectName index : drop.objects()) {
      lines.add(
          "DROP INDEX CONCURRENTLY "
              + (drop.ifExists() ? "IF EXISTS " : "")
              + at.text(index.name().span())
              + ";");
    }
    at.report(
        this,
        null,
        "index " + first.name() + " is dropped without CONCURRENTLY",
        "Every read and every write of "
            + (table == null ? "its table" : table)
            + " waits until all transactions that use it now have ended.",
        drop.behavior() == Behavior.CASCADE
            ? Remedy.elsewhere(
                "-- first the constraint that depends on it, then", String.join("\n", lines))
            : Remedy.instead(lines));
  }
}
