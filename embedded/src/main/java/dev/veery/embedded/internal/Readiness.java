package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Waits until a server accepts connections, by what it writes into its {@code postmaster.pid}, as
 * {@code pg_ctl -w} does. Looking at a small file each millisecond is quicker than trying to
 * connect, and leaves no failed attempts in the log; pg_ctl itself looks ten times a second.
 */
final class Readiness {

  /** Somebody else was quicker to take the port; another one may do. */
  static final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String log) {
      super(log);
    }
  }

  /** Where the state of a server is read. */
  @FunctionalInterface
  interface Source {
    Optional<PidFile> read() throws IOException;
  }

  private Readiness() {}

  /**
   * Returns when the server is ready.
   *
   * @param current what the server says at the moment, if it is there: a server that was killed
   *     leaves a file behind that says it is ready
   * @param gone whether the server is known to have ended
   * @param logs whose ends are quoted when it does not become ready
   */
  static PidFile await(Source current, BooleanSupplier gone, List<Path> logs, Duration limit)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      // Asked first: a server that is gone now cannot become ready after the file was read.
      boolean ended = gone.getAsBoolean();
      Optional<PidFile> pidFile = current.read();
      if (pidFile.isPresent() && pidFile.get().ready()) {
        return pidFile.get();
      }
      boolean late = System.nanoTime() > deadline;
      if (ended || late) {
        String log = ServerLog.tail(logs);
        if (ended && log.contains("Address already in use")) {
          throw new PortTakenException(log);
        }
        throw Failure.of(
            (ended
                    ? "the server ended while it was starting"
                    : "the server was not ready after " + limit.toSeconds() + " s")
                + (log.isEmpty() ? "" : "; its log says:\n" + log.indent(2).stripTrailing()),
            "");
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a server was starting", e);
    }
  }
}
