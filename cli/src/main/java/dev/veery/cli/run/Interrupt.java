package dev.veery.cli.run;

import dev.veery.engine.Veery;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM during a run: the server is asked to stop the statement, the run ends as it
 * ends for any other failure, and says what was and was not applied before the process goes.
 */
public final class Interrupt implements AutoCloseable {

  /** For the server to answer and the rest to be told. */
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean happened;
  private final Thread hook;

  private Interrupt(Runnable stop) {
    this.hook =
        new Thread(
            () -> {
              happened = true;
              stop.run();
              try {
                // The JVM is gone as soon as this returns.
                boolean told = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (told) {
                  Thread.sleep(50);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "veery-interrupt");
  }

  static Interrupt cancelling(Veery veery) {
    return calling(veery::cancel);
  }

  /**
   * @param stop asks for an end, and does not wait for it
   */
  public static Interrupt calling(Runnable stop) {
    Interrupt interrupt = new Interrupt(stop);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** Whether somebody wants it to stop. */
  public boolean happened() {
    return happened;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is at work: let it go once the outcome is written.
      Thread release =
          new Thread(
              () -> {
                try {
                  Thread.sleep(200);
                } catch (InterruptedException interrupted) {
                  Thread.currentThread().interrupt();
                }
                over.countDown();
              },
              "veery-interrupt-release");
      release.setDaemon(true);
      release.start();
    }
  }
}
