package dev.veery.core.sql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Words in lower case without a new string for each: a script says {@code create table} often.
 *
 * <p>Only ASCII letters change, as the server does it in a multi-byte encoding.
 */
final class WordCache {

  private static final int SIZE = 512;
  private static final int LONGEST = 32;

  private final @Nullable String[] cached = new @Nullable String[SIZE];

  String lower(byte[] buf, int from, int to) {
    int length = to - from;
    int hash = length;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + (buf[i] | 0x20);
    }
    int slot = (hash ^ hash >>> 9) & SIZE - 1;
    String known = cached[slot];
    if (known != null && equal(known, buf, from, length)) {
      return known;
    }
    String word = decode(buf, from, length);
    if (length <= LONGEST) {
      cached[slot] = word;
    }
    return word;
  }

  /** Whether the bytes are {@code word}, which is in lower case and ASCII. */
  static boolean equal(String word, byte[] buf, int from, int length) {
    if (word.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      byte b = buf[from + i];
      if (word.charAt(i) != (b >= 'A' && b <= 'Z' ? b | 0x20 : b)) {
        return false;
      }
    }
    return true;
  }

  private static String decode(byte[] buf, int from, int length) {
    byte[] copy = new byte[length];
    for (int i = 0; i < length; i++) {
      byte b = buf[from + i];
      copy[i] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
    return new String(copy, StandardCharsets.UTF_8);
  }
}
