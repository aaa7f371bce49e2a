package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ObjectType;

/** DROP TABLE. */
final class DropTable extends Rule {

  DropTable() {
    super(
        About.warning("loss-drop-table")
            .title("a table is dropped with all of its rows")
            .explain(
                """
                The rows are gone when the transaction commits, and a down script cannot bring them back.
                A version of the application that still uses the table fails at once.\
                """)
            .explain(
                """
                Let a deployment pass in which nothing reads or writes the table, then rename it or move it
                to an archive schema, which can be taken back, and drop it when nobody has missed it.\
                """)
            .severalSteps()
            .manual("sql-droptable.html")
            .example(
                Example.of(
                        "DROP TABLE orders;",
                        """
                        CREATE SCHEMA archive;
                        ALTER TABLE orders SET SCHEMA archive;
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof Drop drop && drop.type() == ObjectType.TABLE) {
      for (ObjectName object : drop.objects()) {
        if (!at.isNew(object.name())) {
          TableState table = at.table(object.name());
          String name = at.text(object.name().span());
          at.report(
              this,
              object.name().span(),
              (table.partitionOf() == null ? "table " : "partition ")
                  + object.name()
                  + " is dropped with its rows",
              "The rows are lost, and whatever still reads or writes " + object.name() + " fails.",
              table.partitionOf() == null
                  ? Remedy.elsewhere(
                      "-- first, in a migration that can be taken back:",
                      "CREATE SCHEMA IF NOT EXISTS archive;",
                      "ALTER TABLE " + name + " SET SCHEMA archive;")
                  : Remedy.elsewhere(
                      "-- first, and keep the rows until nobody needs them:",
                      "ALTER TABLE "
                          + Identifiers.quote(table.partitionOf().name())
                          + " DETACH PARTITION "
                          + name
                          + " CONCURRENTLY;"));
        }
      }
    }
  }
}
