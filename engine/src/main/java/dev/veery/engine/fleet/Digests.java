package dev.veery.engine.fleet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of texts, by which one process knows what another wants. */
final class Digests {

  private Digests() {}

  /** 32 hexadecimal digits. */
  static String of(String text) {
    return HexFormat.of().formatHex(sha256(text), 0, 16);
  }

  /** Any number. */
  static long number(String text) {
    return ByteBuffer.wrap(sha256(text)).getLong();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
