package dev.veery.core.plan;

/** Statements on one line. */
public final class Summaries {

  /** Long enough to recognise a statement, short enough for a terminal and a journal row. */
  private static final int LENGTH = 120;

  private Summaries() {}

  /** The text with white space folded, without leading comments, cut with an ellipsis. */
  public static String of(String sql) {
    StringBuilder line = new StringBuilder(LENGTH);
    int i = skipComments(sql, 0);
    boolean space = false;
    for (; i < sql.length() && line.length() < LENGTH; i++) {
      char c = sql.charAt(i);
      if (Character.isWhitespace(c)) {
        space = line.length() > 0;
        continue;
      }
      if (space) {
        line.append(' ');
        space = false;
      }
      line.append(c);
    }
    if (i < sql.length() && !sql.substring(i).isBlank()) {
      return line.append('…').toString();
    }
    if (line.length() > 0 && line.charAt(line.length() - 1) == ';') {
      line.setLength(line.length() - 1);
    }
    return line.toString();
  }

  private static int skipComments(String sql, int from) {
    int i = from;
    while (i < sql.length()) {
      if (Character.isWhitespace(sql.charAt(i))) {
        i++;
      } else if (sql.startsWith("--", i)) {
        int end = sql.indexOf('\n', i);
        i = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", i)) {
        int end = sql.indexOf("*/", i);
        i = end < 0 ? sql.length() : end + 2;
      } else {
        break;
      }
    }
    return i;
  }
}
