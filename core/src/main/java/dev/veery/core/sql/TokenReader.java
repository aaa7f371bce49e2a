package dev.veery.core.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one statement, read from left to right: for questions that need a name or two and
 * not a parse.
 */
public final class TokenReader {

  private final byte[] bytes;
  private final List<Token> tokens = new ArrayList<>();
  private int next;

  private record Token(TokenKind kind, int start, int end) {}

  /**
   * @param sql one statement
   */
  public TokenReader(String sql) {
    bytes = sql.getBytes(StandardCharsets.UTF_8);
    Lexer lexer = new Lexer(bytes, 0, bytes.length, true);
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      if (!kind.isTrivia()) {
        tokens.add(new Token(kind, lexer.start, lexer.pos));
      }
    }
  }

  /** Whether there is nothing left but a semicolon. */
  public boolean atEnd() {
    return next >= tokens.size() || tokens.get(next).kind == TokenKind.SEMICOLON;
  }

  /** The kind of the token that comes next; {@link TokenKind#END} behind the last. */
  public TokenKind kind() {
    return next < tokens.size() ? tokens.get(next).kind : TokenKind.END;
  }

  /** The text of the token that comes next, as written; empty behind the last. */
  public String text() {
    return next < tokens.size() ? text(tokens.get(next)) : "";
  }

  /** Passes over one token. */
  public void skip() {
    next++;
  }

  /** Takes the next token if it is this unquoted word. */
  public boolean take(String word) {
    if (kind() == TokenKind.WORD && text().equalsIgnoreCase(word)) {
      next++;
      return true;
    }
    return false;
  }

  /** Takes these words if they come next in this order; otherwise takes none. */
  public boolean take(String first, String... rest) {
    int before = next;
    if (!take(first)) {
      return false;
    }
    for (String word : rest) {
      if (!take(word)) {
        next = before;
        return false;
      }
    }
    return true;
  }

  /** Takes the next token if it is of this kind. */
  public boolean take(TokenKind kind) {
    if (kind() == kind) {
      next++;
      return true;
    }
    return false;
  }

  /**
   * Moves behind the next occurrence of this unquoted word; false and at the end if there is none.
   */
  public boolean skipBehind(String word) {
    while (next < tokens.size()) {
      if (take(word)) {
        return true;
      }
      next++;
    }
    return false;
  }

  /**
   * Takes a name of one or more parts as the server would understand it: folded to lower case
   * unless quoted.
   *
   * @return its parts, or an empty list when no name comes next
   */
  public List<String> takeName() {
    List<String> parts = new ArrayList<>();
    while (true) {
      String part = takePart();
      if (part == null) {
        return List.copyOf(parts);
      }
      parts.add(part);
      if (!take(TokenKind.DOT)) {
        return List.copyOf(parts);
      }
    }
  }

  private @Nullable String takePart() {
    switch (kind()) {
      case WORD -> {
        String word = text();
        next++;
        return word.toLowerCase(Locale.ROOT);
      }
      case QUOTED_NAME -> {
        String quoted = text();
        next++;
        return quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"");
      }
      default -> {
        return null;
      }
    }
  }

  /** The rest of the statement as written, without its semicolon. */
  public String rest() {
    int from = next < tokens.size() ? tokens.get(next).start : bytes.length;
    int to = bytes.length;
    if (!tokens.isEmpty() && tokens.getLast().kind == TokenKind.SEMICOLON) {
      to = tokens.getLast().start;
    }
    return from >= to ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
  }

  /** Every string constant that is left, without its quotes; dollar-quoted bodies as they are. */
  public List<String> strings() {
    List<String> found = new ArrayList<>();
    for (int i = next; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      String text = text(token);
      switch (token.kind) {
        case STRING, ESCAPE_STRING ->
            found.add(
                text.substring(text.indexOf('\'') + 1, Math.max(text.lastIndexOf('\''), 1))
                    .replace("''", "'"));
        case DOLLAR_STRING -> {
          int tag = text.indexOf('$', 1) + 1;
          found.add(text.substring(tag, Math.max(tag, text.length() - tag)));
        }
        default -> {}
      }
    }
    return found;
  }

  private String text(Token token) {
    return new String(bytes, token.start, token.end - token.start, StandardCharsets.UTF_8);
  }
}
