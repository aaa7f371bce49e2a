package dev.veery.embedded.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The superuser's password.
 *
 * <p>A server on a loopback port is reachable for every user of the machine, and a superuser can
 * run programs as the server's owner, so {@code trust} is not an option. The password is 160 random
 * bits and travels over the loopback interface only, where nobody but root can listen; it is
 * therefore asked for in clear ({@code password} in {@code pg_hba.conf}), which spares every client
 * the key derivation of SCRAM. For the same reason the stored verifier has one iteration in place
 * of 4,096: those slow down guessing, and there is nothing to guess.
 */
public final class Credentials {

  /** The superuser, under the name that scripts in the wild expect it to have. */
  public static final String USER = "postgres";

  private Credentials() {}

  static String newPassword() {
    byte[] bytes = new byte[20];
    new SecureRandom().nextBytes(bytes);
    return java.util.HexFormat.of().formatHex(bytes);
  }

  /**
   * A verifier as RFC 5803 writes it and {@code ALTER ROLE … PASSWORD} stores it unchanged (see
   * {@code get_password_type} in PostgreSQL's {@code crypt.c}).
   */
  static String verifier(String password) {
    try {
      byte[] salt = new byte[16];
      new SecureRandom().nextBytes(salt);
      // With one iteration, PBKDF2 is a single HMAC over the salt and the block number.
      byte[] block = new byte[salt.length + 4];
      System.arraycopy(salt, 0, block, 0, salt.length);
      block[block.length - 1] = 1;
      byte[] salted = hmac(password.getBytes(StandardCharsets.UTF_8), block);
      byte[] clientKey = hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      byte[] serverKey = hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII));
      Base64.Encoder base64 = Base64.getEncoder();
      return "SCRAM-SHA-256$1:"
          + base64.encodeToString(salt)
          + "$"
          + base64.encodeToString(storedKey)
          + ":"
          + base64.encodeToString(serverKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }
}
