package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.IndexState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import java.util.ArrayList;
import java.util.List;

/** IF NOT EXISTS where there is something else of that name. */
final class IfNotExistsHides extends Rule {

  IfNotExistsHides() {
    super(
        About.warning("correct-if-not-exists")
            .title("IF NOT EXISTS passes over an object that is not the same")
            .explain(
                """
                `IF NOT EXISTS` compares the name and nothing else. Where an earlier migration has made
                something of that name, the statement does nothing, and what follows builds on columns that
                are not there. The journal already sees to it that a migration runs once.\
                """)
            .manual("sql-createtable.html")
            .example(
                Example.of(
                        "CREATE TABLE IF NOT EXISTS orders (id bigint, channel text);",
                        "ALTER TABLE orders ADD COLUMN channel text;")
                    .otherSchema())
            .example(
                Example.of(
                        "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_idx ON orders (total, state);",
                        "CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total, state);")
                    .and("CREATE INDEX orders_idx ON orders (state);")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case CreateTable create -> {
        TableState there = create.ifNotExists() ? at.schema().find(create.name()) : null;
        if (there != null && there.isKnown() && !sameColumns(create, there)) {
          report(at, "table " + create.name(), missing(at, create, there));
        }
      }
      case CreateIndex create -> {
        if (create.ifNotExists() && create.name() != null) {
          TableState owner = at.schema().tableOfIndex(create.name());
          IndexState there = owner == null ? null : owner.index(create.name().name());
          List<String> columns = new ArrayList<>();
          create
              .elements()
              .forEach(e -> columns.add(e.column() == null ? "" : e.column().effective()));
          if (there != null
              && (owner != at.table(create.table())
                  || !there.columns().equals(columns)
                  || there.unique() != create.unique())) {
            report(
                at,
                "index " + create.name(),
                Remedy.instead(
                    "DROP INDEX CONCURRENTLY " + at.text(create.name().span()) + ";",
                    at.text().replaceFirst("(?i)\\s+if\\s+not\\s+exists\\b", "") + ";"));
          }
        }
      }
      case AlterTable alter -> {
        for (AlterAction action : alter.actions()) {
          if (action instanceof AlterAction.AddColumn add && add.ifNotExists()) {
            ColumnState there = at.column(alter.name(), add.column().name());
            if (there != null
                && there.type() != null
                && add.column().type() != null
                && !there.type().toString().equals(add.column().type().toString())) {
              report(
                  at,
                  "column " + alter.name() + "." + add.column().name(),
                  Remedy.elsewhere(
                      "-- the column that is there gets the other type",
                      "ALTER TABLE "
                          + at.text(alter.name().span())
                          + " ALTER COLUMN "
                          + at.text(add.column().name().span())
                          + " TYPE "
                          + add.column().type()
                          + ";"));
            }
          }
        }
      }
      default -> {
        // Takes no IF NOT EXISTS, or nothing is known of what is there.
      }
    }
  }

  private static boolean sameColumns(CreateTable create, TableState there) {
    List<String> wanted = new ArrayList<>();
    create.columns().forEach(c -> wanted.add(c.name().effective() + " " + c.type()));
    List<String> found = new ArrayList<>();
    there.columns().forEach(c -> found.add(c.name() + " " + c.type()));
    return wanted.equals(found);
  }

  /** The columns that the table has not got yet. */
  private static Remedy missing(Site at, CreateTable create, TableState there) {
    String name = at.text(create.name().span());
    List<String> lines = new ArrayList<>();
    for (ColumnDefinition column : create.columns()) {
      if (there.column(column.name().effective()) == null) {
        lines.add("ALTER TABLE " + name + " ADD COLUMN " + at.text(column.span()) + ";");
      }
    }
    if (lines.isEmpty()) {
      lines.add(
          "SELECT attname, atttypid::regtype FROM pg_attribute WHERE attrelid = "
              + Identifiers.literal(name)
              + "::regclass AND attnum > 0;");
      return Remedy.elsewhere("-- what is there", lines.getFirst());
    }
    return Remedy.instead(lines);
  }

  private void report(Site at, String what, Remedy remedy) {
    at.report(
        this,
        null,
        what + " is there already, and not as it is written here",
        "The statement does nothing, and what follows builds on something else.",
        remedy);
  }
}
