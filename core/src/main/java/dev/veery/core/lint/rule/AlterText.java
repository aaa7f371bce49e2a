package dev.veery.core.lint.rule;

import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.List;

/** One subcommand of an ALTER TABLE as text, and what is left of the statement without it. */
final class AlterText {

  private final Site at;
  private final AlterTable alter;
  private final int index;

  AlterText(Site at, AlterTable alter, int index) {
    this.at = at;
    this.alter = alter;
    this.index = index;
  }

  AlterTable statement() {
    return alter;
  }

  /** The table, as written. */
  String name() {
    return at.text(alter.name().span());
  }

  TableState table() {
    return at.table(alter.name());
  }

  /** Where the subcommand stands. */
  Span span() {
    List<Span> parts = parts();
    return index < parts.size() ? parts.get(index) : parts.getLast();
  }

  /** The subcommand as written. */
  String text() {
    return at.text(span());
  }

  /** {@code ALTER TABLE name text;}, with IF EXISTS and ONLY as they were. */
  String with(String text) {
    return head() + " " + text + ";";
  }

  /** The other subcommands as a statement of their own, in a list of at most one. */
  List<String> others() {
    List<String> others = new ArrayList<>();
    List<Span> parts = parts();
    for (int i = 0; i < parts.size(); i++) {
      if (i != index) {
        others.add(at.text(parts.get(i)));
      }
    }
    return others.isEmpty()
        ? List.of()
        : List.of(head() + "\n  " + String.join(",\n  ", others) + ";");
  }

  /** The other subcommands, then these lines. */
  List<String> othersAnd(String... lines) {
    List<String> all = new ArrayList<>(others());
    all.addAll(List.of(lines));
    return all;
  }

  private String head() {
    int start = at.statement().tokens().start(0);
    return at.text(new Span(start, alter.name().span().end()));
  }

  /** The ranges between the commas that are in no parentheses. */
  private List<Span> parts() {
    Tokens tokens = at.statement().tokens();
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
