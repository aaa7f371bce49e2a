package dev.veery.core.diff;

import dev.veery.core.sql.Identifiers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Pieces of statements that many kinds of object share. */
final class Clauses {

  private static final Pattern PLAIN_VALUE = Pattern.compile("-?\\d+(\\.\\d+)?|true|false|on|off");

  private Clauses() {}

  /** In parentheses, without a second pair where PostgreSQL has already printed one. */
  static String parenthesized(String expression) {
    return isParenthesized(expression) ? expression : '(' + expression + ')';
  }

  private static boolean isParenthesized(String text) {
    if (!text.startsWith("(")) {
      return false;
    }
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '"') {
        // An escaped quote is two quotes: skipping from one to the next gets through both.
        boolean escapes = c == '\'' && i > 0 && text.charAt(i - 1) == 'E';
        i = endOfQuoted(text, i, c, escapes);
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i == text.length() - 1;
      }
    }
    return false;
  }

  private static int endOfQuoted(String text, int start, char quote, boolean escapes) {
    for (int i = start + 1; i < text.length(); i++) {
      if (escapes && text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i;
      }
    }
    return text.length();
  }

  static String names(Collection<String> names) {
    return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
  }

  /** {@code WITH (fillfactor = 80)} with a space before it, or nothing. */
  static String with(Map<String, String> options) {
    return options.isEmpty() ? "" : " WITH (" + storage(options) + ')';
  }

  /** {@code fillfactor = 80, toast.autovacuum_enabled = false}. */
  static String storage(Map<String, String> options) {
    return options.entrySet().stream()
        .map(option -> optionName(option.getKey()) + " = " + optionValue(option.getValue()))
        .collect(Collectors.joining(", "));
  }

  static String optionName(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? Identifiers.quote(name)
        : Identifiers.quote(name.substring(0, dot))
            + '.'
            + Identifiers.quote(name.substring(dot + 1));
  }

  private static String optionValue(String value) {
    return PLAIN_VALUE.matcher(value).matches() ? value : Identifiers.literal(value);
  }

  /** {@code OPTIONS (name 'value')} of foreign data, with a space before it, or nothing. */
  static String foreignOptions(Map<String, String> options) {
    return options.isEmpty()
        ? ""
        : options.entrySet().stream()
            .map(o -> Identifiers.quote(o.getKey()) + ' ' + Identifiers.literal(o.getValue()))
            .collect(Collectors.joining(", ", " OPTIONS (", ")"));
  }

  /** {@code (sfunc = int4pl, hypothetical)}, a word per line. */
  static String parameters(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(p -> p.getKey() + (p.getValue().isEmpty() ? "" : " = " + p.getValue()))
        .collect(Collectors.joining(",\n    ", " (\n    ", "\n)"));
  }

  /** A word and its value where there is one. */
  static void add(List<String> parts, String word, String value) {
    if (!value.isEmpty()) {
      parts.add(word.isEmpty() ? value : word + ' ' + value);
    }
  }

  static String role(String role) {
    return role.isEmpty() ? "PUBLIC" : Identifiers.quote(role);
  }

  static String roles(Collection<String> roles) {
    return roles.stream().map(Clauses::role).collect(Collectors.joining(", "));
  }
}
