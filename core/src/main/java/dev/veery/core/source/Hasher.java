package dev.veery.core.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 in hex, and how much of what was read may be kept. One of them serves all files of a
 * directory: asking the platform for an algorithm costs more than hashing a small file with it.
 */
final class Hasher {

  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  /**
   * A large directory is read whole at every start and needed in small parts: what does not fit is
   * read again.
   */
  private static final long KEPT = 24 << 20;

  private final MessageDigest digest = sha256();
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

  static String hash(String text) {
    return hex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
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
