package dev.veery.postgres.inspect;

import java.util.ArrayList;
import java.util.List;

/**
 * Expressions as the server prints them, in a form that stays the same when it reads it again.
 *
 * <p>It does not always print what it would print of that. For {@code state IN ('A', 'B')} over a
 * {@code varchar} it prints an array that is cast, {@code (ARRAY['A'::character varying,
 * 'B'::character varying])::text[]}; but reading that it casts each element ({@code
 * transformArrayExpr} in parse_expr.c), and prints {@code ARRAY[('A'::character varying)::text,
 * ('B'::character varying)::text]}. The same constraint would differ from its own dump, so it is
 * the second form that is kept.
 */
final class Printed {

  private static final String ARRAY = "(ARRAY[";
  private static final String CAST = "])::";

  private Printed() {}

  /** The form that stays. */
  static String settled(String text) {
    if (!text.contains(CAST)) {
      return text;
    }
    var result = new StringBuilder();
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '"') {
        i = quoted(text, i);
      } else if (text.startsWith(ARRAY, i)) {
        int close = closing(text, i + ARRAY.length());
        int type = close + CAST.length();
        int end = text.startsWith(CAST, close) ? typeEnd(text, type) : -1;
        if (end > 0) {
          String element = text.substring(type, end);
          result.append(text, copied, i).append("ARRAY[");
          String separator = "";
          for (String part : parts(text.substring(i + ARRAY.length(), close))) {
            result
                .append(separator)
                .append('(')
                .append(settled(part))
                .append(")::")
                .append(element);
            separator = ", ";
          }
          result.append(']');
          copied = end + 2;
          i = copied - 1;
        }
      }
    }
    return result.append(text, copied, text.length()).toString();
  }

  /** The last character of what is quoted; a quote within is doubled. */
  private static int quoted(String text, int from) {
    int end = text.indexOf(text.charAt(from), from + 1);
    return end < 0 ? text.length() - 1 : end;
  }

  /** Where the bracket closes that was opened before. */
  private static int closing(String text, int from) {
    int depth = 1;
    for (int i = from; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\'', '"' -> i = quoted(text, i);
        case '[', '(' -> depth++;
        case ']', ')' -> {
          depth--;
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return text.length();
  }

  /** Where the brackets of an array's type begin; negative where it is no such type. */
  private static int typeEnd(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[') {
        return text.startsWith("[]", i) && !text.startsWith("[][]", i) ? i : -1;
      }
      if (c == '"') {
        i = quoted(text, i);
      } else if (!Character.isLetterOrDigit(c) && " _.(,)$".indexOf(c) < 0) {
        return -1;
      }
    }
    return -1;
  }

  private static List<String> parts(String list) {
    var parts = new ArrayList<String>();
    int begin = 0;
    int depth = 0;
    for (int i = 0; i < list.length(); i++) {
      switch (list.charAt(i)) {
        case '\'', '"' -> i = quoted(list, i);
        case '[', '(' -> depth++;
        case ']', ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(list.substring(begin, i).strip());
            begin = i + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(list.substring(begin).strip());
    return parts;
  }
}
