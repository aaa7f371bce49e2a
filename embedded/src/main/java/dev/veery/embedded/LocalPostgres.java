package dev.veery.embedded;

import dev.veery.embedded.internal.LocalServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The durable server of a project, under {@code .veery/postgres/<major>} in its directory. It
 * belongs to no process: it is started by whoever needs it first, goes on running when that process
 * ends, and is stopped by {@link #stop()}.
 */
public final class LocalPostgres {

  /** What is there at the moment. */
  public sealed interface Status {

    /** No data directory; the first start creates it. */
    record Absent() implements Status {}

    /** A data directory whose server is not running. */
    record Stopped() implements Status {}

    /** A server that accepts connections. */
    record Running(long pid, String host, int port, String version, Instant startedAt)
        implements Status {}
  }

  private final Path projectDirectory;
  private final int major;
  private final LocalServer server;
  private final Supplier<LocalServer.Programs> programs;
  private final int port;
  private final Map<String, String> settings;
  private final Duration timeout;

  LocalPostgres(
      Path projectDirectory,
      int major,
      Supplier<LocalServer.Programs> programs,
      int port,
      Map<String, String> settings,
      Duration timeout) {
    this.projectDirectory = projectDirectory;
    this.major = major;
    this.server = new LocalServer(directory());
    this.programs = programs;
    this.port = port;
    this.settings = settings;
    this.timeout = timeout;
  }

  /** Where the server's files are. */
  public Path directory() {
    return projectDirectory.resolve(".veery/postgres").resolve(Integer.toString(major));
  }

  /** The file that the server logs to; it need not exist. */
  public Path log() {
    return server.log();
  }

  public int major() {
    return major;
  }

  /**
   * Makes sure that the server runs. Several processes may call this at once: one starts it.
   *
   * @return a handle whose {@link EmbeddedPostgres#close()} leaves the server running
   */
  public EmbeddedPostgres start() {
    return EmbeddedPostgres.of(server.start(programs, port, settings, timeout));
  }

  /** The server, if it is running. */
  public Optional<EmbeddedPostgres> running() {
    return server.running().map(EmbeddedPostgres::of);
  }

  /**
   * Stops the server, ending every connection to it.
   *
   * @return whether it was running
   */
  public boolean stop() {
    return server.stop(timeout);
  }

  public Status status() {
    if (!server.exists()) {
      return new Status.Absent();
    }
    return server
        .running()
        .<Status>map(running ->
            new Status.Running(
                running.pidFile().pid(),
                "127.0.0.1",
                running.pidFile().port(),
                running.version(),
                Instant.ofEpochSecond(running.pidFile().startedAt())))
        .orElseGet(Status.Stopped::new);
  }
}
