package dev.veery.engine.observe;

import java.io.IOException;

/** A way to somebody. Used by one thread at a time. */
public interface Channel extends AutoCloseable {

  /**
   * Hands a message over.
   *
   * @throws Refused when it is not taken for what it is, and would not be next time either
   * @throws IOException when it could not be handed over now
   * @throws InterruptedException when there is no time left
   */
  void send(Message message) throws IOException, InterruptedException;

  @Override
  default void close() {}

  /** Another try would end the same way. */
  final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
      super(message);
    }
  }
}
