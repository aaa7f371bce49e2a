package dev.veery.engine.observe;

import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the endpoints of {@code [notify]} of what is no single run: a deployment, drift. */
public final class Announcer implements AutoCloseable {

  private final Config config;
  private final Observers.About about;
  private final @Nullable Delivery delivery;
  private boolean closed;
  private int told;

  /**
   * Loads nothing where nobody is to be told.
   *
   * @param warned of what could not be delivered; from other threads
   * @throws dev.veery.core.VeeryException when {@code [notify]} cannot be understood
   */
  public Announcer(Config config, Observers.About about, Consumer<Problem> warned) {
    this.config = config;
    this.about = about;
    this.delivery =
        config.values().table(ConfigKey.NOTIFY).isEmpty() ? null : new Delivery(config, warned);
  }

  /** Whether anybody wants to hear of an event. */
  public boolean isWanted(String event) {
    return delivery != null && delivery.wanting(event) > 0;
  }

  /**
   * Sends a message, without waiting for it.
   *
   * @param event {@code started}, {@code succeeded}, {@code failed}, {@code waiting-for-contract}
   *     or {@code drift}
   * @param done migrations that are done
   */
  public void tell(String event, String text, int done, @Nullable Problem problem) {
    if (delivery != null && !closed) {
      told += delivery.wanting(event);
      delivery.send(Message.of(event, 0, about, text, done, problem, config.secrets()));
    }
  }

  /** How many messages were sent so far. */
  public int told() {
    return told;
  }

  /** How many of them did not arrive; certain once this is closed. */
  public int failed() {
    return delivery == null ? 0 : delivery.failed();
  }

  /** Waits a little for what is still on its way. */
  @Override
  public void close() {
    if (delivery != null && !closed) {
      closed = true;
      try {
        delivery.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
