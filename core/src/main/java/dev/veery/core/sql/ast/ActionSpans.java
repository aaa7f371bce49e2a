package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.List;

/** Where the subcommands of an ALTER TABLE stand: the ranges between commas in no parentheses. */
public final class ActionSpans {

  private ActionSpans() {}

  /**
   * The ranges, in order; as many as the statement has actions where it was recognised.
   *
   * @param tokens of the statement
   */
  public static List<Span> of(Tokens tokens, AlterTable alter) {
    int i = 0;
    while (i < tokens.count() && tokens.end(i) <= alter.name().span().end()) {
      i++;
    }
    if (tokens.is(i, '*')) {
      i++;
    }
    List<Span> parts = new ArrayList<>();
    int from = i;
    int depth = 0;
    for (; i < tokens.count(); i++) {
      TokenKind kind = tokens.kind(i);
      if (kind == TokenKind.SEMICOLON && depth == 0) {
        break;
      }
      if (kind == TokenKind.COMMA && depth == 0) {
        parts.add(new Span(tokens.start(from), tokens.end(i - 1)));
        from = i + 1;
      } else if (tokens.is(i, '(') || tokens.is(i, '[')) {
        depth++;
      } else if (tokens.is(i, ')') || tokens.is(i, ']')) {
        depth--;
      }
    }
    parts.add(new Span(tokens.start(from), tokens.end(Math.max(from, i - 1))));
    return parts;
  }
}
