package dev.veery.core.sql;

/**
 * What a token is. The classes are those of PostgreSQL 18's {@code scan.l}; white space and
 * comments are tokens too, so that the tokens of a text put together are the text.
 */
public enum TokenKind {
  /** No more tokens. */
  END,
  WHITESPACE,
  /** {@code -- …} up to, not including, the line end. */
  LINE_COMMENT,
  /** {@code /* … *}{@code /}, nested ones included. */
  BLOCK_COMMENT,
  /** An identifier or keyword that is not quoted. */
  WORD,
  /** {@code "…"}. */
  QUOTED_NAME,
  /** {@code U&"…"}. */
  UNICODE_NAME,
  /** {@code '…'} or {@code N'…'}, continued pieces included. */
  STRING,
  /** {@code E'…'}, or {@code '…'} where {@code standard_conforming_strings} is off. */
  ESCAPE_STRING,
  /** {@code U&'…'}. */
  UNICODE_STRING,
  /** {@code B'…'} or {@code X'…'}. */
  BIT_STRING,
  /** {@code $tag$ … $tag$}. */
  DOLLAR_STRING,
  /** A number, and the letters that follow it directly, which the server refuses as junk. */
  NUMBER,
  /** {@code $1}. */
  PARAMETER,
  /** One or more operator characters, such as {@code +}, {@code <>} or {@code @>}. */
  OPERATOR,
  /** {@code ::}. */
  TYPECAST,
  /** {@code ..}. */
  DOT_DOT,
  /** {@code :=}. */
  COLON_EQUALS,
  COMMA,
  OPEN_PAREN,
  CLOSE_PAREN,
  OPEN_BRACKET,
  CLOSE_BRACKET,
  DOT,
  SEMICOLON,
  COLON,
  /** A backslash: where psql's commands begin. */
  BACKSLASH,
  /** One byte that begins nothing. */
  OTHER;

  /** Whether this is white space or a comment, which the server's grammar never sees. */
  public boolean isTrivia() {
    return this == WHITESPACE || this == LINE_COMMENT || this == BLOCK_COMMENT;
  }
}
