package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TypeName;

/** A rule about columns as they are defined, in new tables and in old ones. */
abstract class ColumnRule extends Rule {

  ColumnRule(About about) {
    super(about);
  }

  @Override
  public final void statement(Site at) {
    switch (at.sql()) {
      case CreateTable create ->
          create.columns().forEach(column -> column(at, create.name(), column));
      case AlterTable alter -> {
        for (AlterAction action : alter.actions()) {
          if (action instanceof AlterAction.AddColumn add) {
            column(at, alter.name(), add.column());
          }
        }
      }
      default -> {
        // Defines no column.
      }
    }
  }

  abstract void column(Site at, QualifiedName table, ColumnDefinition column);

  /** Reports a column's type, with the statement in which another stands in its place. */
  final void advise(
      Site at,
      ColumnDefinition column,
      TypeName type,
      String message,
      String effect,
      String better) {
    String text = at.text();
    int start = at.statement().tokens().start(0);
    String before = at.text(new Span(start, type.span().start()));
    String behind = Texts.rest(at, type.span().end());
    at.report(
        this,
        column.span(),
        message,
        effect,
        text.isEmpty() || better.isEmpty()
            ? Remedy.NONE
            : Remedy.instead(before + better + behind + ";"));
  }
}
