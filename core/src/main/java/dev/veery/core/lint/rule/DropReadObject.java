package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.RoutineStatement.CreateRoutine;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.ViewStatement.CreateMaterializedView;
import dev.veery.core.sql.ast.ViewStatement.CreateView;

/** DROP of a view or routine that the application may use. */
final class DropReadObject extends Rule {

  DropReadObject() {
    super(
        About.warning("compat-drop-object")
            .title("a view, function or procedure goes while the application runs")
            .explain(
                """
                Statements of the running application that use it fail from the commit on, unless the same
                transaction makes it anew in a form that fits. Drop it one deployment after the last
                use is gone.\
                """)
            .severalSteps()
            .manual("sql-dropview.html")
            .manual("sql-dropfunction.html")
            .example(
                Example.of(
                        "DROP VIEW open_orders;",
                        """
                        CREATE OR REPLACE VIEW open_orders AS
                          SELECT id, placed_at FROM orders WHERE state IN ('new', 'open');
                        """)
                    .and(
                        "CREATE VIEW open_orders AS SELECT id, placed_at FROM orders WHERE state = 'new';")
                    .otherSchema()
                    .proves(Proof.breaks("SELECT id FROM open_orders", "42P01")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof Drop drop)) {
      return;
    }
    switch (drop.type()) {
      case VIEW, MATERIALIZED_VIEW, FUNCTION, PROCEDURE, ROUTINE -> {
        for (ObjectName object : drop.objects()) {
          if (!isMadeAgain(at, object) && !isMadeHere(at, object)) {
            at.report(
                this,
                object.name().span(),
                object.type().lower() + " " + object.name() + " is dropped",
                "Statements of the running application that use it fail.",
                Remedy.elsewhere(
                    "-- in a later migration, when the application that uses it is gone",
                    at.text() + ";"));
          }
        }
      }
      default -> {
        // Other rules speak of it.
      }
    }
  }

  private static boolean isMadeAgain(Site at, ObjectName object) {
    return at.after().stream().anyMatch(s -> makes(s.sql(), object) && at.sharesTransaction(s));
  }

  private static boolean isMadeHere(Site at, ObjectName object) {
    return at.before().stream().anyMatch(s -> makes(s.sql(), object));
  }

  private static boolean makes(SqlStatement sql, ObjectName object) {
    return switch (sql) {
      case CreateView view -> view.name().same(object.name());
      case CreateMaterializedView view -> view.name().same(object.name());
      case CreateRoutine routine -> routine.name().same(object.name());
      case CreateTable table -> table.name().same(object.name());
      default -> false;
    };
  }
}
