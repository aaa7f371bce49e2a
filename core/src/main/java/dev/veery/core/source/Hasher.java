package dev.veery.core.source;

import dev.veery.core.Sha256;
import java.security.MessageDigest;

/**
 * SHA-256 in hex, and how much of what was read may be kept. One of them serves all files of a
 * directory.
 */
final class Hasher {

  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  /**
   * A large directory is read whole at every start and needed in small parts: what does not fit is
   * read again.
   */
  private static final long KEPT = 24 << 20;

  private final MessageDigest digest = Sha256.digest();
  private long kept;

  /** Whether so many bytes may be kept in memory. */
  synchronized boolean mayKeep(int bytes) {
    if (kept + bytes > KEPT) {
      return false;
    }
    kept += bytes;
    return true;
  }

  synchronized String hash(byte[] bytes) {
    return hex(digest.digest(bytes));
  }

  static String hex(byte[] bytes) {
    char[] text = new char[2 * bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      text[2 * i] = DIGITS[(bytes[i] >> 4) & 15];
      text[2 * i + 1] = DIGITS[bytes[i] & 15];
    }
    return new String(text);
  }
}
