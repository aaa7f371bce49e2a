package dev.veery.engine.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the TOML that most files are written in: comments, headers of tables and {@code key =
 * value} with bare keys and values of one line. For such a file a whole TOML parser is too much: it
 * takes 12 to 20 ms of every start.
 *
 * <p>It refuses, by null, whatever it does not know, is in doubt about or would have to explain:
 * then {@link ParsedToml} reads the same text, and its answer or its errors stand. What this class
 * does accept it must read as {@link ParsedToml} does, to the position of each key.
 */
final class PlainToml {

  private static final int END = -1;

  /** As many as surely fit into a long. */
  private static final int MOST_DIGITS = 15;

  /** Far below where tomlj finds that tables are nested too deep. */
  private static final int MOST_KEYS = 16;

  private final String text;
  private final TomlTree root = new TomlTree();
  private TomlTree table = root;
  private int at;
  private int line;
  private int lineStart;

  private PlainToml(String text) {
    this.text = text;
  }

  static @Nullable TomlTree read(String text) {
    PlainToml reader = new PlainToml(text);
    return reader.lines() ? reader.root : null;
  }

  private boolean lines() {
    while (at < text.length()) {
      line++;
      lineStart = at;
      spaces();
      int c = peek();
      if (c == '[') {
        if (!header()) {
          return false;
        }
      } else if (isBare(c) && !entry()) {
        return false;
      }
      if (!endOfLine()) {
        return false;
      }
    }
    return true;
  }

  private boolean header() {
    int column = column();
    at++;
    TomlTree outer = root;
    for (int keys = 0; keys < MOST_KEYS; keys++) {
      String key = bareKey();
      if (key == null) {
        return false;
      }
      Object known = outer.get(key);
      int c = peek();
      at++;
      if (c == ']') {
        // After [a.b] a header [a] is allowed, and moves the position of a.
        if (known != null) {
          return false;
        }
        table = new TomlTree();
        outer.add(key, table, line, column);
        return true;
      }
      if (c != '.') {
        return false;
      }
      if (known == null) {
        TomlTree inner = new TomlTree();
        outer.add(key, inner, line, column);
        outer = inner;
      } else if (known instanceof TomlTree inner) {
        outer = inner;
      } else {
        return false;
      }
    }
    return false;
  }

  private boolean entry() {
    int column = column();
    String key = bareKey();
    spaces();
    if (key == null || peek() != '=') {
      return false;
    }
    at++;
    spaces();
    Object value = value();
    return value != null && table.add(key, value, line, column);
  }

  private @Nullable Object value() {
    int c = peek();
    if (c == '"' || c == '\'') {
      return string();
    }
    if (c == '[') {
      return strings();
    }
    if (isDigit(c)) {
      return integer();
    }
    if (text.startsWith("true", at)) {
      at += 4;
      return true;
    }
    if (text.startsWith("false", at)) {
      at += 5;
      return false;
    }
    return null;
  }

  /** A third quote in a row is left standing, where the caller finds nothing that may follow. */
  private @Nullable String string() {
    int quote = peek();
    if (quote != '"' && quote != '\'') {
      return null;
    }
    at++;
    int start = at;
    boolean escaped = false;
    while (peek() != quote) {
      if (quote == '"' && peek() == '\\') {
        // The one escape that settings are full of: pattern = "tenant\\_%".
        at++;
        if (peek() != '\\') {
          return null;
        }
        escaped = true;
      }
      if (!character()) {
        return null;
      }
    }
    String content = text.substring(start, at);
    at++;
    return escaped ? content.replace("\\\\", "\\") : content;
  }

  private @Nullable List<String> strings() {
    List<String> result = new ArrayList<>();
    at++;
    spaces();
    while (peek() != ']') {
      String string = string();
      if (string == null) {
        return null;
      }
      result.add(string);
      spaces();
      if (peek() == ',') {
        at++;
        spaces();
      } else if (peek() != ']') {
        return null;
      }
    }
    at++;
    return result;
  }

  private @Nullable Long integer() {
    int start = at;
    while (isDigit(peek())) {
      at++;
    }
    int digits = at - start;
    if (digits > MOST_DIGITS || (digits > 1 && text.charAt(start) == '0')) {
      return null;
    }
    return Long.valueOf(text.substring(start, at));
  }

  private boolean endOfLine() {
    spaces();
    if (peek() == '#') {
      while (peek() != END && peek() != '\n' && peek() != '\r') {
        if (peek() == '\t') {
          at++;
        } else if (!character()) {
          return false;
        }
      }
    }
    if (peek() == '\r') {
      at++;
      return newline();
    }
    return peek() == END || newline();
  }

  private boolean newline() {
    if (peek() != '\n') {
      return false;
    }
    at++;
    return true;
  }

  /** Goes past a character of a string or comment, unless it is none or a control character. */
  private boolean character() {
    int c = peek();
    if (c < ' ' || c == 0x7f) {
      return false;
    }
    at++;
    if (!Character.isSurrogate((char) c)) {
      return true;
    }
    boolean pair = at < text.length() && Character.isSurrogatePair((char) c, text.charAt(at));
    at++;
    return pair;
  }

  private @Nullable String bareKey() {
    int start = at;
    while (isBare(peek())) {
      at++;
    }
    return at == start ? null : text.substring(start, at);
  }

  private void spaces() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private int column() {
    return at - lineStart + 1;
  }

  private static boolean isBare(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '-' || c == '_';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
