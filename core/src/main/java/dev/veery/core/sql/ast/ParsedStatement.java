package dev.veery.core.sql.ast;

import dev.veery.core.sql.Tokens;

/**
 * A statement with the text that it was read from.
 *
 * @param tokens the tokens, which hold the text
 * @param statement what it is
 */
public record ParsedStatement(Tokens tokens, SqlStatement statement) {

  /** The text, byte for byte. */
  public String text() {
    return tokens.text();
  }

  /** A part of the text. */
  public String text(Span span) {
    return tokens.text(span.start(), span.end());
  }
}
