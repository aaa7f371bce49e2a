package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A file that does several things. */
final class SeveralConcerns extends Rule {

  SeveralConcerns() {
    super(
        About.note("correct-several-concerns")
            .title("a migration changes several tables that have nothing to do with each other")
            .explain(
                """
                What is in one file is applied, and taken back, as one. Tables that no foreign key joins
                are better changed in migrations of their own: a failure in one does not hold up the
                other, and each stays small enough to be read.\
                """)
            .offByDefault()
            .example(
                Example.of(
                        """
                        ALTER TABLE orders ADD COLUMN gift boolean;
                        ALTER TABLE customers ADD COLUMN vip boolean;
                        """,
                        "ALTER TABLE orders ADD COLUMN gift boolean, ADD COLUMN wrapped boolean;")
                    .otherSchema())
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    Set<String> tables = new LinkedHashSet<>();
    Set<String> joined = new HashSet<>();
    for (LintStatement statement : at.up().statements()) {
      if (statement.sql() instanceof AlterTable alter && alter.type() == ObjectType.TABLE) {
        tables.add(alter.name().toString());
        for (AlterAction action : alter.actions()) {
          if (action instanceof AlterAction.AddConstraint add
              && add.constraint() instanceof Constraint.ForeignKey key) {
            joined.add(alter.name().toString());
            joined.add(key.table().toString());
          }
        }
      }
    }
    tables.removeAll(joined);
    if (tables.size() > 1) {
      String last = List.copyOf(tables).getLast();
      List<String> others =
          at.up().statements().stream()
              .filter(s -> s.sql() instanceof AlterTable a && a.name().toString().equals(last))
              .map(s -> s.text() + ";")
              .toList();
      at.report(
          this,
          "it changes " + String.join(", ", tables),
          "What is in one file is applied and taken back as one.",
          Remedy.elsewhere("-- in a migration of its own", String.join("\n", others)));
    }
  }
}
