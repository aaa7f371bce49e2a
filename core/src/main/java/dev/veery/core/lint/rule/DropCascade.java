package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.DataStatement.Truncate;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DROP … CASCADE. */
final class DropCascade extends Rule {

  DropCascade() {
    super(
        About.error("loss-cascade")
            .title("CASCADE drops what the migration does not name")
            .explain(
                """
                `CASCADE` drops everything that depends on the object, and what depends on that: views,
                foreign keys of other tables, columns. What it is depends on the database that the
                migration happens to run on. Name each object; then a forgotten one is an error and not
                a loss.\
                """)
            .manual("ddl-depend.html")
            .example(
                Example.of(
                        "DROP VIEW open_orders CASCADE;",
                        "DROP VIEW late_orders;\nDROP VIEW open_orders;")
                    .and(
                        """
                        CREATE VIEW open_orders AS SELECT id, placed_at FROM orders WHERE state = 'new';
                        CREATE VIEW late_orders AS SELECT id FROM open_orders WHERE placed_at < now();
                        """))
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case Drop drop -> {
        if (drop.behavior() == Behavior.CASCADE) {
          List<String> lines = new ArrayList<>();
          for (ObjectName object : drop.objects()) {
            for (QualifiedName reader : readers(at, object.name(), 0)) {
              lines.add("DROP VIEW " + at.schema().label(reader) + ";");
            }
          }
          boolean known = !lines.isEmpty();
          lines.add(at.text().replaceAll(CASCADE, "") + ";");
          report(
              at,
              null,
              "DROP " + drop.type().words(),
              known ? Remedy.instead(lines) : Remedy.elsewhere(lines.getLast()));
        }
      }
      case AlterTable alter -> {
        for (int i = 0; i < alter.actions().size(); i++) {
          AlterText text = new AlterText(at, alter, i);
          boolean cascade =
              switch (alter.actions().get(i)) {
                case AlterAction.DropColumn drop -> drop.behavior() == Behavior.CASCADE;
                case AlterAction.DropConstraint drop -> drop.behavior() == Behavior.CASCADE;
                default -> false;
              };
          if (cascade) {
            report(
                at,
                text.span(),
                text.text(),
                Remedy.instead(text.othersAnd(text.with(text.text().replaceAll(CASCADE, "")))));
          }
        }
      }
      case Truncate truncate -> {
        if (truncate.behavior() == Behavior.CASCADE) {
          report(at, null, "TRUNCATE", Remedy.instead(truncate(at, truncate)));
        }
      }
      default -> {
        // Takes no CASCADE that loses anything.
      }
    }
  }

  /** With the tables whose foreign keys lead to it, as far as migrations tell. */
  private static String truncate(Site at, Truncate truncate) {
    List<String> names = new ArrayList<>();
    truncate.tables().forEach(t -> names.add(at.text(t.span())));
    for (TableState table : at.schema().tables()) {
      for (ConstraintState constraint : table.constraints()) {
        if (constraint.definition() instanceof Constraint.ForeignKey key
            && truncate.tables().stream().anyMatch(t -> at.table(t) == at.table(key.table()))
            && !names.contains(Texts.written(table))) {
          names.add(Texts.written(table));
        }
      }
    }
    return "TRUNCATE "
        + String.join(", ", names)
        + (truncate.restartIdentity() ? " RESTART IDENTITY;" : ";");
  }

  private static final String CASCADE = "(?i)\\s+cascade\\s*$";

  /** The views that read an object, and those that read these, the last first. */
  private static List<QualifiedName> readers(Site at, QualifiedName name, int depth) {
    List<QualifiedName> all = new ArrayList<>();
    if (depth < 20) {
      for (QualifiedName reader : at.schema().readersOf(name)) {
        if (!reader.same(name)) {
          all.addAll(readers(at, reader, depth + 1));
          all.add(reader);
        }
      }
    }
    return all;
  }

  private void report(Site at, @Nullable Span span, String what, Remedy remedy) {
    at.report(
        this,
        span,
        what + " also drops or empties what depends on it",
        "What that is depends on the database it runs on; nothing here names it, and no down script"
            + " brings it back.",
        remedy);
  }
}
