package dev.veery.core.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The comments at the head of a file or section, up to its first statement: enough to know its
 * layout, its author and its directives without reading SQL.
 *
 * <p>This runs for every file at every start, so it works on bytes and stops at the first
 * statement.
 *
 * @param comments one for each line of comment, in order
 * @param statement offset of the first byte that is neither blank nor comment, or of the end
 * @param empty whether there is nothing but blanks and comments
 */
record Head(List<Comment> comments, int statement, boolean empty) {

  /**
   * One line of comment.
   *
   * @param text without the comment's own signs and the blanks around it
   * @param offset of the comment sign, or of the line within a block comment
   * @param line 1-based, within the bytes that were given
   * @param attached whether nothing but comment lines stands between it and the first statement:
   *     then a directive in it is that statement's
   */
  record Comment(String text, int offset, int line, boolean attached) {}

  static Head read(byte[] bytes, int length) {
    return new Scan(bytes, length).run();
  }

  private static final class Scan {
    private final byte[] bytes;
    private final int length;
    private final List<Comment> comments = new ArrayList<>();
    private int at;
    private int line = 1;

    /** The comments from this index on have had no blank line below them yet. */
    private int attachedFrom;

    Scan(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
      boolean mark =
          length >= 3
              && bytes[0] == (byte) 0xEF
              && bytes[1] == (byte) 0xBB
              && bytes[2] == (byte) 0xBF;
      this.at = mark ? 3 : 0;
    }

    Head run() {
      boolean blankLine = true;
      while (at < length) {
        byte b = bytes[at];
        if (b == '\n') {
          if (blankLine) {
            attachedFrom = comments.size();
          }
          blankLine = true;
          line++;
          at++;
        } else if (b == ' ' || b == '\t' || b == '\r' || b == '\f' || b == 0x0B) {
          at++;
        } else if (b == '-' && at + 1 < length && bytes[at + 1] == '-') {
          blankLine = false;
          lineComment();
        } else if (b == '/' && at + 1 < length && bytes[at + 1] == '*') {
          blankLine = false;
          blockComment();
        } else {
          break;
        }
      }
      boolean empty = at >= length;
      for (int i = attachedFrom; i < comments.size() && !empty; i++) {
        Comment comment = comments.get(i);
        comments.set(i, new Comment(comment.text(), comment.offset(), comment.line(), true));
      }
      return new Head(List.copyOf(comments), at, empty);
    }

    private void lineComment() {
      int start = at;
      while (at < length && bytes[at] != '\n') {
        at++;
      }
      add(start + 2, at, start);
    }

    /** Comments nest in PostgreSQL. */
    private void blockComment() {
      int depth = 0;
      int lineStart = at;
      while (at < length) {
        byte b = bytes[at];
        if (b == '/' && at + 1 < length && bytes[at + 1] == '*') {
          depth++;
          at += 2;
          if (depth == 1) {
            lineStart = at;
          }
        } else if (b == '*' && at + 1 < length && bytes[at + 1] == '/') {
          depth--;
          at += 2;
          if (depth == 0) {
            add(lineStart, at - 2, lineStart);
            return;
          }
        } else {
          if (b == '\n') {
            add(lineStart, at, lineStart);
            lineStart = at + 1;
            line++;
          }
          at++;
        }
      }
      add(lineStart, at, lineStart);
    }

    private void add(int from, int to, int offset) {
      String text = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
      // The stars that people draw down the left side of a block comment.
      if (offset == from && text.startsWith("*")) {
        text = text.substring(1).strip();
      }
      comments.add(new Comment(text, offset, line, false));
    }
  }
}
