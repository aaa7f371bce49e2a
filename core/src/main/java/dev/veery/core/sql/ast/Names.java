package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import java.util.ArrayList;
import java.util.List;

/** Tokens turned into names. */
final class Names {

  private Names() {}

  /** The name that the tokens {@code [from, to)} spell, dots included. */
  static QualifiedName qualified(Tokens tokens, int from, int to) {
    List<Identifier> parts = new ArrayList<>((to - from + 1) / 2);
    for (int i = from; i < to; i += 2) {
      parts.add(identifier(tokens, i));
    }
    return new QualifiedName(parts);
  }

  static Identifier identifier(Tokens tokens, int i) {
    Span span = new Span(tokens.start(i), tokens.end(i));
    return switch (tokens.kind(i)) {
      case QUOTED_NAME -> {
        String text = tokens.text(i);
        yield new Identifier(
            text.substring(1, Math.max(1, text.length() - 1)).replace("\"\"", "\""), true, span);
      }
      case UNICODE_NAME -> new Identifier(unicode(tokens, i), true, span);
      default -> new Identifier(tokens.word(i), false, span);
    };
  }

  /**
   * {@code U&"d\0061t\+000061"}, with the escape character that {@code UESCAPE} names behind it.
   */
  private static String unicode(Tokens tokens, int i) {
    char escape = '\\';
    if (tokens.word(i + 1).equals("uescape") && tokens.kind(i + 2) == TokenKind.STRING) {
      escape = tokens.text(i + 2).charAt(1);
    }
    String text = tokens.text(i);
    text = text.substring(3, Math.max(3, text.length() - 1)).replace("\"\"", "\"");
    StringBuilder out = new StringBuilder();
    int p = 0;
    while (p < text.length()) {
      char c = text.charAt(p++);
      if (c != escape || p >= text.length()) {
        out.append(c);
      } else if (text.charAt(p) == escape) {
        out.append(escape);
        p++;
      } else {
        boolean plus = text.charAt(p) == '+';
        int from = plus ? p + 1 : p;
        int to = Math.min(text.length(), from + (plus ? 6 : 4));
        out.appendCodePoint(hex(text, from, to));
        p = to;
      }
    }
    return out.toString();
  }

  private static int hex(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 16 + Math.max(0, Character.digit(text.charAt(i), 16));
    }
    return value <= Character.MAX_CODE_POINT ? value : 0xfffd;
  }
}
