package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TypeStatement.CreateDomain;
import dev.veery.core.sql.ast.TypeStatement.CreateEnum;
import dev.veery.core.sql.ast.ViewStatement.CreateView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names that do not follow the project's pattern. */
final class NamePattern extends Rule {

  NamePattern() {
    super(
        About.warning("design-name-pattern")
            .title("a name does not follow the configured pattern")
            .explain(
                """
                `name-pattern` in `[lint]` is a regular expression that the names of new schemas, tables,
                columns, indexes, constraints and types have to match as a whole. Without it this rule finds
                nothing.\
                """)
            .manual("sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS")
            .example(
                Example.of(
                        "CREATE TABLE \"OrderItems\" (id bigint PRIMARY KEY);",
                        "CREATE TABLE order_items (id bigint PRIMARY KEY);")
                    .with("name-pattern", "[a-z][a-z0-9_]*")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    Pattern pattern = at.settings().namePattern();
    if (pattern == null) {
      return;
    }
    for (Identifier name : named(at.sql())) {
      if (!pattern.matcher(name.effective()).matches()) {
        String better =
            name.effective()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]+", "_");
        at.report(
            this,
            name.span(),
            "the name " + name.effective() + " does not match " + pattern,
            "It is unlike the other names of the project.",
            Remedy.instead(Texts.replace(at, name.span(), Identifiers.quote(better))));
      }
    }
  }

  private static List<Identifier> named(SqlStatement sql) {
    List<Identifier> names = new ArrayList<>();
    switch (sql) {
      case CreateTable create -> {
        names.add(create.name().parts().getLast());
        names.addAll(given(create));
      }
      case CreateIndex create -> {
        if (create.name() != null) {
          names.add(create.name().parts().getLast());
        }
      }
      case CreateView create -> names.add(create.name().parts().getLast());
      case CreateEnum create -> names.add(create.name().parts().getLast());
      case CreateDomain create -> names.add(create.name().parts().getLast());
      case ObjectStatement.CreateSchema create -> {
        if (create.name() != null) {
          names.add(create.name());
        }
      }
      case AlterTable alter -> names.addAll(given(alter));
      default -> {
        // Gives no name that the pattern is for.
      }
    }
    return names;
  }

  /** The names that an ALTER TABLE gives. */
  static List<Identifier> given(AlterTable alter) {
    List<Identifier> names = new ArrayList<>();
    for (AlterAction action : alter.actions()) {
      switch (action) {
        case AlterAction.AddColumn add -> {
          names.add(add.column().name());
          add.column().constraints().forEach(c -> add(names, c));
        }
        case AlterAction.AddConstraint add -> add(names, add.constraint());
        case AlterAction.RenameTo rename -> names.add(rename.name());
        case AlterAction.RenameColumn rename -> names.add(rename.to());
        case AlterAction.RenameConstraint rename -> names.add(rename.to());
        default -> {
          // Gives no name.
        }
      }
    }
    return names;
  }

  /** The names that a new table brings along, its own left out. */
  static List<Identifier> given(CreateTable create) {
    List<Identifier> names = new ArrayList<>();
    for (ColumnDefinition column : create.columns()) {
      names.add(column.name());
      column.constraints().forEach(c -> add(names, c));
    }
    create.constraints().forEach(c -> add(names, c));
    return names;
  }

  private static void add(List<Identifier> names, Constraint constraint) {
    if (constraint.name() != null) {
      names.add(constraint.name());
    }
  }
}
