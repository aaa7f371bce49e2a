package dev.veery.core.lint.rule;

import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.Span;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** SQL text for remedies. */
final class Texts {

  private Texts() {}

  /** Names between commas, quoted where necessary. */
  static String list(Collection<String> names) {
    return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
  }

  static List<String> names(List<Identifier> identifiers) {
    return identifiers.stream().map(Identifier::effective).toList();
  }

  /**
   * A made-up name: the parts with underscores between them, cut to what PostgreSQL keeps. Quoted
   * where necessary.
   */
  static String name(String table, Collection<String> columns, String suffix) {
    String name = table + "_" + (columns.isEmpty() ? "" : String.join("_", columns) + "_") + suffix;
    return Identifiers.quote(name.length() <= 63 ? name : name.substring(0, 63));
  }

  /** The statement with a text behind the first occurrence of an unquoted word. */
  static String insertBehind(Site at, String word, String text) {
    Tokens tokens = at.statement().tokens();
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.word(i).equals(word)) {
        return at.text(new Span(tokens.start(0), tokens.end(i)))
            + text
            + rest(at, tokens.end(i))
            + ";";
      }
    }
    return at.text() + ";";
  }

  /** What stands behind a byte of the statement, without the semicolon. */
  static String rest(Site at, int from) {
    Tokens tokens = at.statement().tokens();
    int last = tokens.count() - 1;
    while (last > 0 && tokens.is(last, ';')) {
      last--;
    }
    return at.text(new Span(from, Math.max(from, tokens.end(last))));
  }
}
