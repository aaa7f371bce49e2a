package dev.veery.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256. Asking the platform for an algorithm costs more than hashing a short text with it, and
 * there are thousands of short texts: it is asked once, and every digest is a copy of that answer.
 */
public final class Sha256 {

  private static final MessageDigest UNUSED = ask();

  private Sha256() {}

  /** A new digest, for what comes in pieces. */
  public static MessageDigest digest() {
    try {
      return (MessageDigest) UNUSED.clone();
    } catch (CloneNotSupportedException e) {
      return ask(); // the platform's own can be copied; those of other providers need not be
    }
  }

  /** The 32 bytes of the UTF-8 text. */
  public static byte[] of(String text) {
    return digest().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The 64 hexadecimal digits, in small letters, of the UTF-8 text. */
  public static String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }

  /** The first of the {@link #hex} digits: half of them are plenty to tell texts apart. */
  public static String shortHex(String text) {
    return HexFormat.of().formatHex(of(text), 0, 16);
  }

  private static MessageDigest ask() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
