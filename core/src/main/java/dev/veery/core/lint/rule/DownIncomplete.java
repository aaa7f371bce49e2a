package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintScript;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.migration.Migration.Undo;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.RoutineStatement.Call;
import dev.veery.core.sql.ast.RoutineStatement.Do;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TableStatement.CreateTableAs;
import dev.veery.core.sql.ast.TypeStatement.CreateEnum;
import dev.veery.core.sql.ast.Unrecognised;
import dev.veery.core.sql.ast.ViewStatement.CreateMaterializedView;
import dev.veery.core.sql.ast.ViewStatement.CreateView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A down that does not take back all that the up has made. */
final class DownIncomplete extends Rule {

  DownIncomplete() {
    super(
        About.warning("correct-down-incomplete")
            .title("the down does not take back what the up has made")
            .explain(
                """
                A table, column, index, view or type that the up makes and the down does not drop is still
                there when the migration is applied again, and lets it fail. The rehearsal proves the
                whole round trip on a server; this finds what can be seen in the text.\
                """)
            .example(
                Example.of(
                        "CREATE TABLE extra (id int);\nALTER TABLE orders ADD COLUMN gift boolean;",
                        "CREATE TABLE extra (id int);\nALTER TABLE orders ADD COLUMN gift boolean;")
                    .downs(
                        "DROP TABLE extra;",
                        "ALTER TABLE orders DROP COLUMN gift;\nDROP TABLE extra;"))
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    LintScript down = at.down();
    if (down == null || down.statements().isEmpty() || at.undo() != Undo.SCRIPT) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (LintStatement statement : down.statements()) {
      if (statement.sql() instanceof Unrecognised
          || statement.sql() instanceof Do
          || statement.sql() instanceof Call) {
        // It may do anything.
        return;
      }
      text.append(statement.text().toLowerCase(Locale.ROOT)).append('\n');
    }
    for (LintStatement statement : at.up().statements()) {
      for (String name : made(statement.sql())) {
        if (isDroppedAgain(at.up(), name) || losesNotNull(down, statement.sql(), name)) {
          continue;
        }
        Pattern word =
            Pattern.compile(
                "(?<![\\w$])" + Pattern.quote(name.toLowerCase(Locale.ROOT)) + "(?![\\w$])");
        if (!word.matcher(text).find() && !goesWithItsTable(at, statement.sql(), text)) {
          at.report(
              this,
              at.up(),
              statement,
              null,
              name + " is made here, and the down does not mention it",
              "It is still there when the migration has been taken back, and applying it again fails.",
              Remedy.elsewhere(String.join("\n", Downs.of(at, statement.sql()))));
        }
      }
    }
  }

  /** Whether a constraint only stands while the up runs, such as one that proves a NOT NULL. */
  private static boolean isDroppedAgain(LintScript up, String name) {
    return up.statements().stream()
        .anyMatch(statement ->
            statement.sql() instanceof AlterTable alter
                && alter.actions().stream()
                    .anyMatch(action ->
                        action instanceof AlterAction.DropConstraint drop
                            && drop.name().effective().equals(name)));
  }

  /** Whether a NOT NULL that has a name goes by that of its column: DROP NOT NULL takes any. */
  private static boolean losesNotNull(LintScript down, SqlStatement sql, String name) {
    Identifier column = null;
    if (sql instanceof AlterTable alter) {
      for (AlterAction action : alter.actions()) {
        if (action instanceof AlterAction.AddConstraint add
            && add.constraint() instanceof Constraint.NotNull not
            && not.name() != null
            && not.name().effective().equals(name)) {
          column = not.column();
        }
      }
    }
    String wanted = column == null ? null : column.effective();
    return wanted != null
        && down.statements().stream()
            .anyMatch(statement ->
                statement.sql() instanceof AlterTable alter
                    && alter.actions().stream()
                        .anyMatch(action ->
                            action instanceof AlterAction.DropNotNull drop
                                && drop.column().effective().equals(wanted)));
  }

  private static List<String> made(SqlStatement sql) {
    return switch (sql) {
      case CreateTable create -> List.of(create.name().name());
      case CreateTableAs create -> List.of(create.name().name());
      case CreateView view -> view.orReplace() ? List.of() : List.of(view.name().name());
      case CreateMaterializedView view -> List.of(view.name().name());
      case CreateEnum type -> List.of(type.name().name());
      case CreateIndex index -> index.name() == null ? List.of() : List.of(index.name().name());
      case AlterTable alter -> {
        List<String> names = new ArrayList<>();
        for (AlterAction action : alter.actions()) {
          switch (action) {
            case AlterAction.AddColumn add -> names.add(add.column().name().effective());
            case AlterAction.AddConstraint add -> {
              if (add.constraint().name() != null) {
                names.add(add.constraint().name().effective());
              }
            }
            default -> {
              // Makes nothing with a name.
            }
          }
        }
        yield names;
      }
      default -> List.of();
    };
  }

  /** Whether the down drops the table, or the column, that it is on. */
  private static boolean goesWithItsTable(MigrationSite at, SqlStatement sql, CharSequence down) {
    QualifiedName table =
        switch (sql) {
          case CreateIndex index -> index.table();
          case AlterTable alter -> alter.name();
          // Partitions go with what they are partitions of.
          case CreateTable create -> create.partitionOf();
          default -> null;
        };
    if (table == null) {
      return false;
    }
    String text = down.toString();
    Pattern dropped =
        Pattern.compile(
            "drop\\s+(?:table|materialized\\s+view)\\s[^;\n]*(?<![\\w$])"
                + Pattern.quote(table.name().toLowerCase(Locale.ROOT))
                + "(?![\\w$])");
    boolean column =
        sql instanceof CreateIndex index
            && index.elements().stream()
                .anyMatch(e ->
                    e.column() != null
                        && Pattern.compile(
                                "drop\\s+column\\s+(if\\s+exists\\s+)?\"?"
                                    + Pattern.quote(
                                        e.column().effective().toLowerCase(Locale.ROOT)))
                            .matcher(text)
                            .find());
    return column || dropped.matcher(text).find();
  }
}
