package dev.veery.core.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of a statement, white space and comments left out. Every token is a kind and a range
 * of the text; the text itself is kept, so that nothing is lost.
 */
public final class Tokens {

  private static final TokenKind[] KINDS = TokenKind.values();

  private final byte[] text;
  private final WordCache cache;
  private byte[] kinds;
  private int[] starts;
  private int[] ends;
  private int count;

  private Tokens(byte[] text, WordCache cache) {
    this.text = text;
    this.cache = cache;
    int guess = text.length / 5 + 8;
    kinds = new byte[guess];
    starts = new int[guess];
    ends = new int[guess];
  }

  /** The tokens of a text in UTF-8, as they are with {@code standard_conforming_strings} on. */
  public static Tokens of(byte[] text) {
    return of(text, new WordCache());
  }

  /** As {@link #of(byte[])}, for a string. */
  public static Tokens of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Tokens of(byte[] text, WordCache cache) {
    Tokens tokens = new Tokens(text, cache);
    Lexer lexer = new Lexer(text, 0, text.length, true);
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      if (!kind.isTrivia()) {
        tokens.add(kind, lexer.start, lexer.pos);
      }
    }
    return tokens;
  }

  private void add(TokenKind kind, int start, int end) {
    if (count == starts.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    kinds[count] = (byte) kind.ordinal();
    starts[count] = start;
    ends[count++] = end;
  }

  /** How many tokens there are. */
  public int count() {
    return count;
  }

  /** What token {@code i} is; {@code END} behind the last one. */
  public TokenKind kind(int i) {
    return i < count ? KINDS[kinds[i]] : TokenKind.END;
  }

  /** Offset of the first byte of token {@code i}; the length of the text behind the last one. */
  public int start(int i) {
    return i < count ? starts[i] : text.length;
  }

  /** Offset behind the last byte of token {@code i}. */
  public int end(int i) {
    return i < count ? ends[i] : text.length;
  }

  /** A {@code WORD} in lower case; the empty string for any other token. */
  public String word(int i) {
    return i < count && kinds[i] == TokenKind.WORD.ordinal()
        ? cache.lower(text, starts[i], ends[i])
        : "";
  }

  /** Whether token {@code i} is one byte long and that byte. */
  public boolean is(int i, char character) {
    return i < count && ends[i] - starts[i] == 1 && text[starts[i]] == character;
  }

  /** Token {@code i} as it is written. */
  public String text(int i) {
    return i < count ? text(starts[i], ends[i]) : "";
  }

  /** The text from one byte to another, as it is written. */
  public String text(int start, int end) {
    return new String(text, start, end - start, StandardCharsets.UTF_8);
  }

  /** The whole text, as it is written. */
  public String text() {
    return text(0, text.length);
  }
}
