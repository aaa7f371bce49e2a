package dev.veery.core.expand;

import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Expressions of the catalog with columns under other names. */
final class ColumnText {

  private ColumnText() {}

  /**
   * Puts names in the place of others.
   *
   * @param expression as the server prints it: columns stand bare in it
   * @param names new names by old, not quoted
   */
  static String renamed(String expression, Map<String, String> names) {
    Map<String, String> quoted = new HashMap<>();
    names.forEach((from, to) -> quoted.put(from, Identifiers.quote(to)));
    return replaced(expression, quoted);
  }

  /**
   * Puts any SQL in the place of columns.
   *
   * @param values what stands for a column, by its name
   */
  static String replaced(String expression, Map<String, String> values) {
    Tokens tokens = Tokens.of(expression);
    StringBuilder text = new StringBuilder();
    int from = 0;
    byte[] bytes = expression.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < tokens.count(); i++) {
      String to = isColumn(tokens, i) ? values.get(name(tokens, i)) : null;
      if (to != null) {
        text.append(slice(bytes, from, tokens.start(i))).append(to);
        from = tokens.end(i);
      }
    }
    return text.append(slice(bytes, from, bytes.length)).toString();
  }

  /** Whether the expression names the column. */
  static boolean names(String expression, String column) {
    Tokens tokens = Tokens.of(expression);
    for (int i = 0; i < tokens.count(); i++) {
      if (isColumn(tokens, i) && name(tokens, i).equals(column)) {
        return true;
      }
    }
    return false;
  }

  /** Neither a call, nor a type behind a cast, nor a part of a longer name. */
  private static boolean isColumn(Tokens tokens, int i) {
    boolean word = !tokens.word(i).isEmpty() || tokens.kind(i) == TokenKind.QUOTED_NAME;
    if (!word) {
      return false;
    }
    String before = i == 0 ? "" : tokens.text(i - 1);
    String after = i + 1 == tokens.count() ? "" : tokens.text(i + 1);
    return !before.equals("::") && !before.equals(".") && !after.equals("(") && !after.equals(".");
  }

  private static String name(Tokens tokens, int i) {
    String text = tokens.text(i);
    return text.startsWith("\"")
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : tokens.word(i);
  }

  private static String slice(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
