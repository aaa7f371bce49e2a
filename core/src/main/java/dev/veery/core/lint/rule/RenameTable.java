package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.ViewStatement.CreateView;

/** RENAME of a table, view or sequence, and SET SCHEMA. */
final class RenameTable extends Rule {

  RenameTable() {
    super(
        About.error("compat-rename-table")
            .title("a table, view or sequence gets another name while the application runs")
            .explain(
                """
                From the commit on every statement with the old name fails: in the running application,
                in jobs, in functions whose bodies are text. No deployment switches all of them at the
                same instant.\
                """)
            .explain(
                """
                Rename and leave a view of the old name behind, in the same transaction: a simple view can be
                read and written like the table. Drop it when nothing uses the old name any more.\
                """)
            .severalSteps()
            .manual("sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS")
            .example(
                Example.of(
                        "ALTER TABLE orders RENAME TO purchases;",
                        """
                        ALTER TABLE orders RENAME TO purchases;
                        CREATE VIEW orders AS SELECT * FROM purchases;
                        """)
                    .otherSchema()
                    .proves(Proof.breaks("SELECT id FROM orders", "42P01")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof ObjectStatement.Alter other) {
      other(at, other);
    }
    if (!(at.sql() instanceof AlterTable alter)
        || alter.type() == ObjectType.INDEX
        || at.isNew(alter.name())
        || at.schema().tableOfIndex(alter.name()) != null) {
      return;
    }
    for (AlterAction action : alter.actions()) {
      String to =
          switch (action) {
            case AlterAction.RenameTo rename -> rename.name().effective();
            case AlterAction.SetSchema set -> set.schema().effective() + "." + alter.name().name();
            default -> "";
          };
      if (!to.isEmpty() && !leavesViewBehind(at, alter.name())) {
        String old = at.text(alter.name().span());
        String renamed =
            action instanceof AlterAction.RenameTo rename && alter.name().schema() != null
                ? Identifiers.quote(alter.name().schema())
                    + "."
                    + Identifiers.quote(rename.name().effective())
                : action instanceof AlterAction.SetSchema set
                    ? Identifiers.quote(set.schema().effective())
                        + "."
                        + Identifiers.quote(alter.name().name())
                    : Identifiers.quote(to);
        at.report(
            this,
            null,
            alter.type().lower() + " " + alter.name() + " becomes " + to,
            "Every statement of the running application that uses " + alter.name() + " fails.",
            alter.type() == ObjectType.SEQUENCE
                ? Remedy.elsewhere(
                    "-- a second one, far enough ahead of the first; then the first goes",
                    "CREATE SEQUENCE " + renamed + ";",
                    "SELECT setval("
                        + Identifiers.literal(renamed)
                        + ", nextval("
                        + Identifiers.literal(old)
                        + ") + 1000000);")
                : Remedy.after("CREATE VIEW " + old + " AS SELECT * FROM " + renamed + ";"));
      }
    }
  }

  /** Schemas and routines, which can be had under two names. */
  private void other(Site at, ObjectStatement.Alter alter) {
    if (!(alter.action() instanceof AlterAction.RenameTo rename)) {
      return;
    }
    String old = at.text(alter.object().name().span());
    String to = Identifiers.quote(rename.name().effective());
    String remedy =
        switch (alter.object().type()) {
          case SCHEMA -> "CREATE SCHEMA " + to + ";";
          case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE ->
              "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = "
                  + Identifiers.literal(alter.object().name().name())
                  + ";";
          default -> "";
        };
    if (!remedy.isEmpty()) {
      at.report(
          this,
          null,
          alter.object().type().lower() + " " + alter.object().name() + " becomes " + to,
          "Every statement of the running application that uses " + old + " fails.",
          Remedy.elsewhere(
              "-- make it under the new name, beside the old one; that goes in a later migration",
              remedy));
    }
  }

  private static boolean leavesViewBehind(Site at, QualifiedName old) {
    return at.after().stream()
        .anyMatch(s ->
            at.sharesTransaction(s)
                && (s.sql() instanceof CreateView view && view.name().same(old)
                    || s.sql() instanceof CreateTable table && table.name().same(old)
                    || s.sql() instanceof AlterTable other
                        && other.actions().stream()
                            .anyMatch(a ->
                                a instanceof AlterAction.RenameTo to
                                    && to.name().effective().equals(old.name()))));
  }
}
