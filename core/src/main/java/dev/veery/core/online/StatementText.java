package dev.veery.core.online;

import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.Span;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Parts of a statement's text, put together anew. */
final class StatementText {

  private final ParsedStatement statement;

  StatementText(ParsedStatement statement) {
    this.statement = statement;
  }

  /** All of it from its first token on, without a semicolon. */
  String all() {
    return from(start());
  }

  String part(Span span) {
    return statement.text(span);
  }

  /** From a byte on to the end, without a semicolon. */
  String from(int start) {
    return statement.text(new Span(start, Math.max(start, end())));
  }

  /** From the first token up to a byte. */
  String upTo(int end) {
    return statement.text(new Span(start(), end));
  }

  /** With a text behind the first occurrence of an unquoted word. */
  String behind(String word, String text) {
    Tokens tokens = statement.tokens();
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.word(i).equals(word)) {
        return upTo(tokens.end(i)) + text + from(tokens.end(i));
      }
    }
    throw new IllegalArgumentException("no " + word + " in " + all());
  }

  /** A range without some ranges in it, the blanks before each gone with it. */
  String without(Span range, Collection<Span> cuts) {
    StringBuilder text = new StringBuilder();
    int at = range.start();
    List<Span> sorted =
        cuts.stream().sorted((a, b) -> Integer.compare(a.start(), b.start())).toList();
    for (Span cut : sorted) {
      text.append(statement.text(new Span(at, cut.start())).stripTrailing());
      at = cut.end();
    }
    return text.append(statement.text(new Span(at, range.end()))).toString().strip();
  }

  /** A constraint from behind its name on, {@code NOT VALID} and the like included. */
  String withoutName(Constraint constraint) {
    Identifier name = constraint.name();
    return name == null
        ? part(constraint.span())
        : part(new Span(name.span().end(), constraint.span().end())).strip();
  }

  private int start() {
    return statement.tokens().start(0);
  }

  private int end() {
    Tokens tokens = statement.tokens();
    int last = tokens.count() - 1;
    while (last > 0 && tokens.is(last, ';')) {
      last--;
    }
    return tokens.end(last);
  }

  /** Names between commas, quoted where necessary. */
  static String list(Collection<String> names) {
    return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
  }

  static List<String> names(List<Identifier> identifiers) {
    return identifiers.stream().map(Identifier::effective).toList();
  }

  /** A table that the statement does not name itself, with its schema. */
  static String name(TableState table) {
    return Identifiers.qualify(table.schema(), table.name());
  }
}
