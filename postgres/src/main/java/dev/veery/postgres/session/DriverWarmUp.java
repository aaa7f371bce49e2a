package dev.veery.postgres.session;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.text.NumberFormat;
import java.util.GregorianCalendar;
import java.util.Properties;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.postgresql.Driver;

/**
 * Gets ready what a first connection needs of the driver and of Java whatever the address is: while
 * one thread reads the arguments and the configuration, another processor is idle.
 *
 * <p>Nothing is decided by it. What goes wrong here goes wrong again when somebody connects, and is
 * reported there.
 */
public final class DriverWarmUp {

  private static final int SALT = 16;
  private static final int BITS = 256;

  private DriverWarmUp() {}

  /** Begins; does not wait. */
  public static void begin() {
    Thread thread = new Thread(DriverWarmUp::warmUp, "veery-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void warmUp() {
    // The driver's version of the server, and its time stamps: both ask for the user's language.
    NumberFormat.getIntegerInstance();
    new GregorianCalendar();
    Driver.parseURL("jdbc:postgresql://localhost/", new Properties());
    try (Socket socket = new Socket()) {
      // Looks for proxies.
      socket.getReuseAddress();
      // Passwords.
      SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(new char[] {'x'}, new byte[SALT], 1, BITS));
    } catch (IOException | GeneralSecurityException e) {
      // Reported when it matters.
    }
  }
}
