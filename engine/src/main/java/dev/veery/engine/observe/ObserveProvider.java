package dev.veery.engine.observe;

import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What module {@code observe} brings: mail, errors, metrics and traces by the libraries that do
 * these well. Found by {@link java.util.ServiceLoader}, and only when the configuration asks for
 * something of it.
 */
public interface ObserveProvider {

  /** Mail by SMTP. */
  Channel email(Mail settings);

  /**
   * Those who watch a run, as {@code [observe]} says.
   *
   * @param warned of what could not be delivered
   * @throws dev.veery.core.VeeryException with everything that is not understood
   */
  List<Watcher> watchers(Config config, Observers.About about, Consumer<Problem> warned);

  /**
   * Where mail goes.
   *
   * @param name of the endpoint, for messages
   * @param host of the server
   * @param port where it listens
   * @param tls whether the connection is encrypted from its first byte; otherwise STARTTLS is used
   *     where the server offers it, and required where there is a user
   * @param user null for a server that asks for none
   * @param password null where there is no user
   * @param from the sender's address
   * @param to the receivers' addresses
   * @param timeout for one try
   */
  record Mail(
      String name,
      String host,
      int port,
      boolean tls,
      @Nullable String user,
      @Nullable String password,
      String from,
      List<String> to,
      Duration timeout) {
    public Mail {
      to = List.copyOf(to);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return name + ": " + host + ":" + port;
    }
  }
}
