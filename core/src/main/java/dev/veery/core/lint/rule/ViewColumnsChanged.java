package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.ViewStatement.CreateView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A view made anew without some of its columns. */
final class ViewColumnsChanged extends Rule {

  ViewColumnsChanged() {
    super(
        About.warning("compat-view-columns")
            .title("a view is made anew with other columns")
            .explain(
                """
                `CREATE OR REPLACE VIEW` can only add columns at the end: renamed, retyped, reordered or
                dropped ones are refused (SQLSTATE 42P16). Those who drop the view and make it anew get
                what they want, and break every reader that names the old columns.\
                """)
            .severalSteps()
            .manual("sql-createview.html")
            .example(
                Example.of(
                        """
                        DROP VIEW open_orders;
                        CREATE VIEW open_orders (id) AS SELECT id FROM orders WHERE state = 'new';
                        """,
                        """
                        CREATE OR REPLACE VIEW open_orders (id, placed_at, total) AS
                          SELECT id, placed_at, total FROM orders WHERE state = 'new';
                        """)
                    .and(
                        """
                        CREATE VIEW open_orders (id, placed_at) AS
                          SELECT id, placed_at FROM orders WHERE state = 'new';
                        """)
                    .otherSchema()
                    .proves(Proof.breaks("SELECT placed_at FROM open_orders", "42703")))
            .example(
                Example.of(
                        "CREATE OR REPLACE VIEW open_orders (id) AS SELECT id FROM orders;",
                        """
                        CREATE OR REPLACE VIEW open_orders (id, placed_at) AS
                          SELECT id, placed_at FROM orders;
                        """)
                    .and(
                        """
                        CREATE VIEW open_orders (id, placed_at) AS
                          SELECT id, placed_at FROM orders WHERE state = 'new';
                        """)
                    .proves(Proof.fails("42P16")))
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case CreateView view -> {
        if (view.orReplace()) {
          compare(at, view, at.schema().view(view.name()));
        }
      }
      case Drop drop -> {
        if (drop.type() != ObjectType.VIEW) {
          return;
        }
        for (ObjectName object : drop.objects()) {
          CreateView old = at.schema().view(object.name());
          for (LintStatement later : at.after()) {
            if (later.sql() instanceof CreateView view && view.name().same(object.name())) {
              compare(at, view, old);
            }
          }
        }
      }
      default -> {
        // Makes no view anew.
      }
    }
  }

  private void compare(Site at, CreateView view, @Nullable CreateView old) {
    if (old == null) {
      return;
    }
    List<String> before = Texts.columns(old.columns(), old.query());
    List<String> after = Texts.columns(view.columns(), view.query());
    if (before.isEmpty() || after.isEmpty()) {
      return;
    }
    List<String> gone = new ArrayList<>(before);
    gone.removeAll(after);
    boolean refused =
        at.sql() instanceof CreateView
            && (after.size() < before.size() || !after.subList(0, before.size()).equals(before));
    if (!gone.isEmpty() || refused) {
      at.report(
          this,
          null,
          "view "
              + view.name()
              + (gone.isEmpty()
                  ? " changes the order of its columns"
                  : " loses " + String.join(", ", gone)),
          refused
              ? "PostgreSQL refuses it: a view can only get more columns, at the end."
              : "Statements of the running application that name them fail.",
          Remedy.elsewhere(Texts.createBeside(view, at.schema().label(view.name()))));
    }
  }
}
