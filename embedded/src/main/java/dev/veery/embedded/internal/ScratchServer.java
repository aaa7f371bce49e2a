package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One running throwaway server. */
public final class ScratchServer implements AutoCloseable {

  /** How often another port is tried when somebody was quicker to take one. */
  private static final int ATTEMPTS = 5;

  private static final AtomicBoolean SWEPT = new AtomicBoolean();

  private final ScratchDirectory directory;
  private final Supervisor supervisor;
  private final int port;
  private final String password;
  private final Duration limit;

  /** Copies what was left out of a state that was kept; null where there is nothing. */
  private @Nullable Completion completion;

  private ScratchServer(
      ScratchDirectory directory,
      Supervisor supervisor,
      int port,
      String password,
      Duration limit) {
    this.directory = directory;
    this.supervisor = supervisor;
    this.port = port;
    this.password = password;
    this.limit = limit;
  }

  private interface Completion {
    void run(Path data) throws IOException;
  }

  /** Makes a data directory for a server. */
  private interface Origin {
    /**
     * @param data the directory to make
     * @return the password of the superuser in it; empty where there is nothing to make it from
     */
    Optional<String> copy(Path data, Trees.@Nullable Owner owner) throws IOException;
  }

  /**
   * Starts a server and waits until it accepts connections.
   *
   * @param base the directory to make its directory in, or null for the best one
   * @param extra settings over those of {@link Settings#scratch}
   */
  public static ScratchServer start(
      Installation installation,
      CacheDirectory cache,
      ServerAccount account,
      @Nullable Path base,
      Map<String, String> extra,
      Duration limit) {
    Template template = Template.of(Template.Kind.SCRATCH, installation, cache, account);
    Origin origin =
        (data, owner) -> {
          Trees.copyPrivate(template.data(), data, owner);
          return Optional.of(template.password());
        };
    return start(installation, origin, account, base, extra, limit).orElseThrow();
  }

  /**
   * Starts a server as another one was when it was {@linkplain #keep kept}.
   *
   * @return empty where there is no such state
   */
  public static Optional<ScratchServer> startKept(
      String key,
      Installation installation,
      CacheDirectory cache,
      ServerAccount account,
      @Nullable Path base,
      Map<String, String> extra,
      Duration limit) {
    var states = new KeptStates(cache, installation);
    if (!states.has(key)) {
      return Optional.empty();
    }
    Optional<ScratchServer> started =
        start(
            installation,
            (data, owner) -> states.copy(key, data, owner),
            account,
            base,
            extra,
            limit);
    started.ifPresent(
        server -> server.completion = data -> states.complete(key, data, account.owner()));
    return started;
  }

  /** Brings the databases that were left out when this server was started from a kept state. */
  public synchronized void complete() {
    try {
      if (completion != null) {
        completion.run(data());
        completion = null;
      }
    } catch (IOException e) {
      throw Failure.of(
          "what a scratch server was kept with cannot be copied: " + Failure.reason(e),
          "the cache was cleaned up meanwhile: run again",
          e);
    }
  }

  private static Optional<ScratchServer> start(
      Installation installation,
      Origin origin,
      ServerAccount account,
      @Nullable Path base,
      Map<String, String> extra,
      Duration limit) {
    for (int attempt = 1; ; attempt++) {
      try {
        Optional<ScratchServer> server = attempt(installation, origin, account, base, extra, limit);
        sweepOnce(base);
        return server;
      } catch (Readiness.PortTakenException e) {
        if (attempt == ATTEMPTS) {
          throw Failure.of("no free port was found for a scratch server", "", e);
        }
      } catch (IOException e) {
        throw Failure.of("a scratch server cannot be started: " + Failure.reason(e), "", e);
      }
    }
  }

  private static Optional<ScratchServer> attempt(
      Installation installation,
      Origin origin,
      ServerAccount account,
      @Nullable Path base,
      Map<String, String> extra,
      Duration limit)
      throws IOException {
    ScratchDirectory directory = ScratchDirectory.create(base, account);
    Supervisor supervisor = null;
    boolean started = false;
    try {
      supervisor = watched(directory, installation, account);
      Path data = directory.path().resolve("data");
      Trees.Owner owner = account.owner();
      Optional<String> password = origin.copy(data, owner);
      if (password.isEmpty()) {
        return Optional.empty();
      }
      int port = Ports.free();
      Map<String, String> settings = Settings.scratch(port, installation.major());
      settings.putAll(extra);
      Settings.write(data, settings, owner);
      supervisor.serve();
      Readiness.await(
          () -> PidFile.read(data), supervisor::serverGone, logs(directory.path()), limit);
      started = true;
      return Optional.of(new ScratchServer(directory, supervisor, port, password.get(), limit));
    } finally {
      if (!started) {
        if (supervisor != null) {
          supervisor.close();
        }
        directory.close();
      }
    }
  }

  /**
   * A supervisor for a directory that nothing is in yet: whoever ends us while it is filled leaves
   * nothing behind. For the moment until it is there, a hook stands in.
   */
  private static Supervisor watched(
      ScratchDirectory directory, Installation installation, ServerAccount account)
      throws IOException {
    Thread hook = new Thread(directory::removeQuietly, "veery-embedded-remove");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Supervisor supervisor = Supervisor.start(directory.path(), installation, account);
      Runtime.getRuntime().removeShutdownHook(hook);
      return supervisor;
    } catch (IllegalStateException e) {
      throw new IOException("the process is ending", e);
    }
  }

  /** Once per process, beside the work. */
  private static void sweepOnce(@Nullable Path base) {
    if (SWEPT.compareAndSet(false, true)) {
      List<Path> bases = base == null ? ScratchDirectory.bases() : List.of(base);
      Thread sweeper =
          new Thread(() -> bases.forEach(ScratchDirectory::sweep), "veery-embedded-sweep");
      sweeper.setDaemon(true);
      sweeper.start();
    }
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  public Path data() {
    return directory.path().resolve("data");
  }

  /** The end of the log. */
  public String log() {
    return ServerLog.tail(logs(directory.path()));
  }

  private static List<Path> logs(Path directory) {
    return List.of(directory.resolve("supervisor.log"), directory.resolve("log"));
  }

  /**
   * Shuts the server down in good order and keeps what it holds. It is of no use afterwards but to
   * be closed.
   *
   * @param later the numbers (oid) of databases that are hardly ever needed: a server that starts
   *     from this gets them when it is {@linkplain #complete completed}
   */
  public void keep(
      String key,
      Installation installation,
      CacheDirectory cache,
      ServerAccount account,
      List<Long> later) {
    complete();
    try {
      Optional<PidFile> pidFile = PidFile.read(data());
      if (pidFile.isEmpty() || Platform.current().isWindows()) {
        // Without signals there is no shutdown in good order.
        return;
      }
      // SIGINT is PostgreSQL's fast shutdown; the last file goes with the last process.
      Commands.run(
          List.of("kill", "-INT", Long.toString(pidFile.get().pid())),
          null,
          Duration.ofSeconds(10));
      long deadline = System.nanoTime() + limit.toNanos();
      while (!supervisor.serverGone()) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the server does not end; its log says:\n" + log());
        }
        Thread.sleep(2);
      }
      if (Files.notExists(data().resolve("postmaster.pid"))) {
        new KeptStates(cache, installation).keep(key, data(), password, account, later);
      }
    } catch (IOException e) {
      throw Failure.of("the state of a scratch server cannot be kept: " + Failure.reason(e), "", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * As {@link #close}, without waiting: its supervisor, which outlives this process, sees to it.
   */
  public void release() {
    supervisor.release();
  }

  @Override
  public void close() {
    supervisor.close();
    try {
      directory.close();
    } catch (IOException e) {
      throw Failure.of(
          "the directory " + directory.path() + " cannot be removed: " + Failure.reason(e), "", e);
    }
  }
}
