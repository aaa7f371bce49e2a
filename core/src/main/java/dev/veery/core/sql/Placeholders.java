package dev.veery.core.sql;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${name}} in scripts. It is replaced between tokens, where its value is read as SQL, and
 * inside strings, quoted names and dollar-quoted bodies, where its value is text that must not end
 * them. Comments, psql commands and COPY data stay as they are. <code>\${name}</code> inside quotes
 * stands for itself without the backslash.
 */
final class Placeholders {

  private final Map<String, String> values;
  private final List<Problem> problems;

  Placeholders(Map<String, String> values, List<Problem> problems) {
    this.values = values;
    this.problems = problems;
  }

  /** The index behind the placeholder whose dollar sign is at {@code p}, or -1. */
  static int end(byte[] buf, int p, int limit) {
    if (p + 3 >= limit
        || buf[p] != '$'
        || buf[p + 1] != '{'
        || !Lexer.isIdentifierStart(buf[p + 2])) {
      return -1;
    }
    int q = p + 3;
    while (q < limit
        && (Lexer.isNamePart(buf[q]) || buf[q] == '.' || buf[q] == '-' || buf[q] == ':')) {
      q++;
    }
    return q < limit && buf[q] == '}' ? q + 1 : -1;
  }

  /** Whether a quoted token has anything for {@link #inside} to do. */
  static boolean occurs(byte[] buf, int from, int to) {
    for (int i = from; i < to - 3; i++) {
      if (buf[i] == '$' && buf[i + 1] == '{' && end(buf, i, to) > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value of the placeholder {@code [p, end)}; reports it and returns null if there is none.
   */
  @Nullable String value(byte[] buf, int p, int end, LongFunction<SourcePosition> position) {
    String name = new String(buf, p + 2, end - p - 3, StandardCharsets.UTF_8);
    String value = values.get(name);
    if (value == null) {
      problems.add(
          new Problem(
              ErrorCode.PLACEHOLDER_UNDEFINED,
              "${" + name + "} has no value",
              position.apply(p),
              remedy(name)));
    }
    return value;
  }

  private String remedy(String name) {
    String near = nearest(name);
    return (near == null ? "" : "did you mean ${" + near + "}? ")
        + "Define it in [placeholders]; inside quotes, \\${"
        + name
        + "} stands for the text itself";
  }

  /** The defined name that is a typing mistake away, or null. */
  private @Nullable String nearest(String name) {
    String best = null;
    int least = Math.max(1, name.length() / 3) + 1;
    for (String candidate : values.keySet()) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < least || distance == least && best != null && candidate.compareTo(best) < 0) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** How many characters have to be inserted, removed or exchanged. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  /**
   * Replaces the placeholders inside the quoted token {@code [from, to)}.
   *
   * @param offset the offset in the source of {@code from}
   */
  void inside(
      byte[] buf,
      int from,
      int to,
      TokenKind kind,
      long offset,
      Rendering.Builder text,
      LongFunction<SourcePosition> position) {
    ByteArrayOutputStream token = new ByteArrayOutputStream();
    int i = from;
    int done = from;
    while (i < to) {
      int end = end(buf, i, to);
      if (end < 0) {
        i++;
        continue;
      }
      if (i > from && buf[i - 1] == '\\') {
        text.take(buf, done, i - 1);
        text.replace(offset + (i - from), new byte[0]);
        token.write(buf, done, i - 1 - done);
        done = i;
      } else {
        String value = value(buf, i, end, position);
        if (value != null) {
          byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
          text.take(buf, done, i);
          text.replace(offset + (end - from), bytes);
          token.write(buf, done, i - done);
          token.writeBytes(bytes);
          done = end;
        }
      }
      i = end;
    }
    text.take(buf, done, to);
    token.write(buf, done, to - done);
    checkOneToken(token.toByteArray(), kind, position.apply(from));
  }

  /** A quote in a value would end the string, and what follows would be read as SQL. */
  private void checkOneToken(byte[] token, TokenKind kind, SourcePosition position) {
    Lexer lexer = new Lexer(token, 0, token.length, true);
    lexer.backslashInStrings = kind == TokenKind.ESCAPE_STRING;
    lexer.next();
    if (lexer.unterminated || lexer.pos < token.length) {
      problems.add(
          new Problem(
              ErrorCode.PLACEHOLDER_UNDEFINED,
              "the value of a placeholder ends the quotes in which it stands",
              position,
              "double the quotes in the value, or give it without quotes around it"));
    }
  }
}
