package dev.veery.core.sql.ast;

/**
 * A range of a statement's text.
 *
 * @param start byte offset of the first byte
 * @param end byte offset behind the last byte
 */
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no range: " + start + " to " + end);
    }
  }
}
