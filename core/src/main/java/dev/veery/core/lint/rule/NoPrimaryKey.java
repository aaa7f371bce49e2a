package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.TableStatement.CreateTable;

/** A table without a primary key. */
final class NoPrimaryKey extends Rule {

  NoPrimaryKey() {
    super(
        About.warning("design-no-primary-key")
            .title("a table has no primary key")
            .explain(
                """
                Without one a row cannot be named: logical replication refuses updates and deletes, work in
                batches has nothing to go by, and the same row can be there twice.\
                """)
            .manual("ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS")
            .example(
                Example.of(
                        "CREATE TABLE tags (name text);",
                        "CREATE TABLE tags (name text PRIMARY KEY);")
                    .otherSchema())
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    for (LintStatement statement : at.up().statements()) {
      if (statement.sql() instanceof CreateTable create
          && create.persistence() == TableStatement.Persistence.PERMANENT
          && create.partitionOf() == null
          && create.server() == null) {
        TableState table = at.schema().find(create.name());
        if (table != null && table.isKnown() && !isKeyed(table)) {
          at.reportUnless(
              later -> !later.has(table) || isKeyed(table),
              this,
              at.up(),
              statement,
              create.name().span(),
              "table " + table + " has no primary key",
              "Logical replication refuses its updates and deletes, and batches have nothing to go by.",
              Remedy.after(
                  "ALTER TABLE "
                      + at.schema().label(create.name())
                      + " ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;"));
        }
      }
    }
  }

  private static boolean isKeyed(TableState table) {
    return table.constraints().stream()
        .anyMatch(c -> c.definition() instanceof Constraint.Unique u && u.primary());
  }
}
