package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  private ScratchServer(
      ScratchDirectory directory, Supervisor supervisor, int port, String password) {
    this.directory = directory;
    this.supervisor = supervisor;
    this.port = port;
    this.password = password;
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
    for (int attempt = 1; ; attempt++) {
      try {
        ScratchServer server = attempt(installation, template, account, base, extra, limit);
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

  private static ScratchServer attempt(
      Installation installation,
      Template template,
      ServerAccount account,
      @Nullable Path base,
      Map<String, String> extra,
      Duration limit)
      throws IOException {
    ScratchDirectory directory = ScratchDirectory.create(base, account);
    Supervisor supervisor = null;
    boolean started = false;
    try {
      Path data = directory.path().resolve("data");
      Trees.Owner owner = account.owner();
      Trees.copyPrivate(template.data(), data, owner);
      int port = Ports.free();
      Map<String, String> settings = Settings.scratch(port, installation.major());
      settings.putAll(extra);
      Settings.write(data, settings, owner);
      supervisor = Supervisor.start(directory.path(), installation, account);
      Readiness.await(
          () -> PidFile.read(data), supervisor::serverGone, logs(directory.path()), limit);
      started = true;
      return new ScratchServer(directory, supervisor, port, template.password());
    } finally {
      if (!started) {
        if (supervisor != null) {
          supervisor.close();
        }
        directory.close();
      }
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
