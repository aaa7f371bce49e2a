package dev.veery.core.sql;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** psql's variables and the ways in which their values are quoted. */
final class PsqlVariables {

  private final Map<String, String> values;

  PsqlVariables(Map<String, String> initial) {
    values = new HashMap<>(initial);
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  void set(String name, String value) {
    values.put(name, value);
  }

  void unset(String name) {
    values.remove(name);
  }

  /**
   * A reference to a variable.
   *
   * @param form the character behind the colon: {@code '}, {@code "}, <code>{</code> for <code>
   *     :{?name}</code>, or 0 for a plain one
   * @param end index behind the reference
   */
  record Reference(String name, char form, int end) {}

  /** The reference that begins with the colon at {@code p}, or null where there is none. */
  static @Nullable Reference reference(byte[] buf, int p, int limit) {
    if (p + 1 >= limit) {
      return null;
    }
    byte form = buf[p + 1];
    if (Lexer.isNamePart(form)) {
      int end = nameEnd(buf, p + 1, limit);
      return new Reference(name(buf, p + 1, end), (char) 0, end);
    }
    if (form != '\'' && form != '"' && form != '{') {
      return null;
    }
    int from = p + 2;
    if (form == '{') {
      if (from >= limit || buf[from] != '?') {
        return null;
      }
      from++;
    }
    int end = nameEnd(buf, from, limit);
    byte close = form == '{' ? (byte) '}' : form;
    return end > from && end < limit && buf[end] == close
        ? new Reference(name(buf, from, end), (char) form, end + 1)
        : null;
  }

  private static int nameEnd(byte[] buf, int p, int limit) {
    while (p < limit && Lexer.isNamePart(buf[p])) {
      p++;
    }
    return p;
  }

  private static String name(byte[] buf, int from, int to) {
    return new String(buf, from, to - from, StandardCharsets.UTF_8);
  }

  /**
   * What stands for a reference, or null where it stays as it is written because the variable is
   * not set. {@code [1:n]} is an array slice as long as nobody sets {@code n}.
   */
  @Nullable String resolve(Reference reference) {
    String value = values.get(reference.name());
    if (reference.form() == '{') {
      return value == null ? "FALSE" : "TRUE";
    }
    if (value == null) {
      return null;
    }
    return switch (reference.form()) {
      case '\'' -> literal(value);
      case '"' -> '"' + value.replace("\"", "\"\"") + '"';
      default -> value;
    };
  }

  /** As libpq's PQescapeLiteral, the blank before E included. */
  private static String literal(String value) {
    String quoted = "'" + value.replace("'", "''") + "'";
    return value.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }

  /**
   * A boolean as psql reads it: a beginning of true, false, yes or no; on, off, 1, 0; else null.
   */
  static @Nullable Boolean bool(String text) {
    String value = text.toLowerCase(Locale.ROOT);
    if (value.isEmpty()) {
      return null;
    }
    if ("true".startsWith(value) || "yes".startsWith(value)) {
      return true;
    }
    if ("false".startsWith(value) || "no".startsWith(value)) {
      return false;
    }
    return switch (value) {
      case "on", "1" -> true;
      case "off", "of", "0" -> false;
      default -> null;
    };
  }
}
