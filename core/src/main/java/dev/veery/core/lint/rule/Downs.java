package dev.veery.core.lint.rule;

import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TableStatement.CreateTableAs;
import dev.veery.core.sql.ast.TypeStatement.CreateEnum;
import dev.veery.core.sql.ast.ViewStatement.CreateMaterializedView;
import dev.veery.core.sql.ast.ViewStatement.CreateView;
import java.util.ArrayList;
import java.util.List;

/** What takes back the parts of a migration that can be taken back by one statement. */
final class Downs {

  private Downs() {}

  /** The statements, the last thing made first; without those that nobody can write alone. */
  static List<String> of(MigrationSite at) {
    List<String> lines = new ArrayList<>();
    for (LintStatement statement : at.up().statements()) {
      lines.addAll(0, of(at, statement.sql()));
    }
    return lines;
  }

  /** The same of one statement. */
  static List<String> of(MigrationSite at, SqlStatement sql) {
    return switch (sql) {
      case CreateTable create -> List.of("DROP TABLE " + at.schema().label(create.name()) + ";");
      case CreateTableAs create -> List.of("DROP TABLE " + at.schema().label(create.name()) + ";");
      case CreateMaterializedView view ->
          List.of("DROP MATERIALIZED VIEW " + at.schema().label(view.name()) + ";");
      case CreateEnum type -> List.of("DROP TYPE " + at.schema().label(type.name()) + ";");
      case CreateView view ->
          view.orReplace()
              ? List.of()
              : List.of("DROP VIEW " + at.schema().label(view.name()) + ";");
      case CreateIndex index ->
          index.name() == null
              ? List.of()
              : List.of(
                  "DROP INDEX "
                      + (index.concurrently() ? "CONCURRENTLY " : "")
                      + at.schema().label(index.name())
                      + ";");
      case AlterTable alter -> {
        List<String> lines = new ArrayList<>();
        for (AlterAction action : alter.actions()) {
          String undo =
              switch (action) {
                case AlterAction.AddColumn add ->
                    "DROP COLUMN " + Identifiers.quote(add.column().name().effective());
                case AlterAction.AddConstraint add ->
                    add.constraint().name() == null
                        ? ""
                        : "DROP CONSTRAINT "
                            + Identifiers.quote(add.constraint().name().effective());
                default -> "";
              };
          if (!undo.isEmpty()) {
            lines.addFirst("ALTER TABLE " + at.schema().label(alter.name()) + " " + undo + ";");
          }
        }
        yield lines;
      }
      default -> List.of();
    };
  }
}
