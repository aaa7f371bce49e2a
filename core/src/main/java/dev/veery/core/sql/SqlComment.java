package dev.veery.core.sql;

import java.nio.charset.StandardCharsets;

/**
 * A comment that the server would see as one: not part of a string, a dollar-quoted body, the data
 * of a COPY or a psql command.
 *
 * @param position where it begins
 * @param source where it stands
 * @param start offset of its first byte in {@code source}
 * @param end offset behind its last byte; the line end is not part of a {@code --} comment
 * @param block whether it is a {@code /* … *}{@code /} comment
 * @param ownLine whether only white space stands before it on its line
 * @param insideStatement whether a statement has begun before it and not ended; a file whose last
 *     statement has no semicolon has its next marker inside that statement
 * @param depth how many parentheses are open there
 */
public record SqlComment(
    SourcePosition position,
    SqlSource source,
    long start,
    long end,
    boolean block,
    boolean ownLine,
    boolean insideStatement,
    int depth) {

  /** Its text as written, with {@code --} or {@code /*}. */
  public String text() {
    return new String(source.bytes(start, end), StandardCharsets.UTF_8);
  }

  /** What it says: the text without {@code --} or {@code /* *}{@code /} and blanks around it. */
  public String content() {
    String text = text();
    int to = block && text.length() >= 4 && text.endsWith("*/") ? text.length() - 2 : text.length();
    return text.substring(2, to).strip();
  }

  /** The offset of the line after this comment, or of the end of the source. */
  public long nextLine() {
    return SqlComments.nextLine(source, end);
  }

  /** The offset of the start of the line on which this comment begins. */
  public long lineStart() {
    return SqlComments.lineStart(source, start);
  }
}
