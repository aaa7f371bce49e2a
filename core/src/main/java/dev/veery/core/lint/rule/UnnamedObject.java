package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.List;

/** A constraint or index whose name the server makes up. */
final class UnnamedObject extends Rule {

  UnnamedObject() {
    super(
        About.note("correct-unnamed")
            .title("a constraint or index gets a name from the server")
            .explain(
                """
                The server makes up a name from table and columns, with a number behind it where that is
                taken. A down script, or a later migration, has to guess it, and it may differ between
                databases.\
                """)
            .manual("sql-createindex.html")
            .example(
                Example.of(
                    "ALTER TABLE orders ADD CHECK (total >= 0) NOT VALID;",
                    "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;"))
            .example(
                Example.of(
                    "CREATE INDEX CONCURRENTLY ON orders (state);",
                    "CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);"))
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case CreateIndex create -> {
        if (create.name() == null) {
          List<String> columns = new ArrayList<>();
          create
              .elements()
              .forEach(e -> columns.add(e.column() == null ? "expr" : e.column().effective()));
          String name = Texts.name(at.table(create.table()).name(), columns, "idx");
          at.report(
              this,
              null,
              "an index on " + create.table() + " has no name of its own",
              "A down script or a later migration has to guess the name that the server makes up.",
              Remedy.instead(
                  Texts.insertBehind(
                      at, create.concurrently() ? "concurrently" : "index", " " + name)));
        }
      }
      case AlterTable alter -> {
        for (int i = 0; i < alter.actions().size(); i++) {
          if (alter.actions().get(i) instanceof AlterAction.AddConstraint add
              && add.constraint().name() == null) {
            AlterText text = new AlterText(at, alter, i);
            at.report(
                this,
                text.span(),
                "a constraint of " + alter.name() + " has no name of its own",
                "A down script or a later migration has to guess the name that the server makes up.",
                remedy(text, add.constraint()));
          }
        }
      }
      default -> {
        // A new table's constraints go with it.
      }
    }
  }

  private static Remedy remedy(AlterText text, Constraint constraint) {
    List<String> columns = new ArrayList<>();
    String suffix;
    switch (constraint) {
      case Constraint.Check check -> {
        check.condition().columns().forEach(c -> columns.add(c.name()));
        suffix = "check";
      }
      case Constraint.ForeignKey key -> {
        columns.addAll(Texts.names(key.columns()));
        suffix = "fkey";
      }
      case Constraint.Unique unique -> {
        columns.addAll(Texts.names(unique.columns()));
        suffix = unique.primary() ? "pkey" : "key";
      }
      case Constraint.NotNull notNull -> {
        if (notNull.column() != null) {
          columns.add(notNull.column().effective());
        }
        suffix = "not_null";
      }
      case Constraint.Exclude exclude -> {
        exclude.elements().columns().forEach(c -> columns.add(c.name()));
        suffix = "excl";
      }
      default -> {
        return Remedy.NONE;
      }
    }
    List<String> named =
        suffix.equals("pkey") || suffix.equals("check") && columns.size() != 1
            ? List.of()
            : columns;
    List<String> lines = new ArrayList<>(text.others());
    lines.add(
        text.with(
            "ADD CONSTRAINT "
                + Texts.name(text.table().name(), named, suffix)
                + text.text().substring("ADD".length())));
    return Remedy.instead(lines);
  }
}
