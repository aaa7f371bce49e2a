package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The durable server of a project. Its directory holds
 *
 * <pre>
 *   data/      the data directory
 *   password   of the superuser, readable by its owner only
 *   port       the same at every start, so that the URL in somebody's IDE stays good
 *   version    of the programs that it was last started with
 *   log        of the server
 *   lock       held while it is being created, started or stopped
 * </pre>
 *
 * The server belongs to no process: whoever needs it first starts it, everybody else finds it
 * running.
 */
public final class LocalServer {

  /** Below the ports that systems hand out to clients, so that none of those has taken it. */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 10_000;
  private static final int ATTEMPTS = 5;
  private static final long LOG_LIMIT_BYTES = 10 << 20;

  private final Path home;

  public LocalServer(Path home) {
    this.home = home.toAbsolutePath().normalize();
  }

  /**
   * A server that accepts connections.
   *
   * @param startedNow whether this call started it
   */
  public record Running(PidFile pidFile, String version, String password, boolean startedNow) {}

  /** What is needed to start a server, found only when one has to be started. */
  public record Programs(Installation installation, CacheDirectory cache, ServerAccount account) {}

  /**
   * The newest major that has a data directory, or 0.
   *
   * @param directory whose children are named after majors
   */
  public static int newestMajorIn(Path directory) {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> new LocalServer(child).exists())
          .map(child -> child.getFileName().toString())
          .filter(name -> name.matches("\\d{2}"))
          .mapToInt(Integer::parseInt)
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw Failure.of(
          "the directory " + directory + " cannot be read: " + Failure.reason(e), "", e);
    }
  }

  public boolean exists() {
    return Files.exists(data().resolve("PG_VERSION"));
  }

  /** The server, if it is running and accepts connections. */
  public Optional<Running> running() {
    try {
      Optional<PidFile> pidFile = live();
      return pidFile.isPresent() && pidFile.get().ready()
          ? Optional.of(describe(pidFile.get(), false))
          : Optional.empty();
    } catch (IOException e) {
      throw Failure.of(
          "the local server in " + home + " cannot be looked at: " + Failure.reason(e), "", e);
    }
  }

  /** Starts the server, after creating it where there is none; one that runs is left alone. */
  public Running start(
      Supplier<Programs> programs, int wantedPort, Map<String, String> extra, Duration limit) {
    Optional<Running> running = running();
    if (running.isPresent()) {
      return running.get();
    }
    try {
      createHome();
      return FileLocks.holding(
          home.resolve("lock"),
          () -> {
            Optional<PidFile> pidFile = live();
            if (pidFile.isPresent()) {
              // Started by somebody who died before it was ready, or by hand.
              return describe(Readiness.await(this::live, () -> false, logs(), limit), false);
            }
            return startHoldingTheLock(programs.get(), wantedPort, extra, limit);
          });
    } catch (IOException e) {
      throw Failure.of(
          "the local server in " + home + " cannot be started: " + Failure.reason(e), "", e);
    }
  }

  private Running startHoldingTheLock(
      Programs programs, int wantedPort, Map<String, String> extra, Duration limit)
      throws IOException {
    if (!exists()) {
      create(programs);
    }
    rotateLog();
    Readiness.PortTakenException taken = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = choosePort(wantedPort, attempt > 0);
      Map<String, String> settings = Settings.local(port, programs.installation().major());
      settings.putAll(extra);
      Settings.write(data(), settings, programs.account().owner());
      Files.writeString(home.resolve("version"), programs.installation().version() + "\n");
      Files.writeString(home.resolve("port"), port + "\n");
      try {
        return describe(launch(programs, limit), true);
      } catch (Readiness.PortTakenException e) {
        taken = e;
      }
    }
    throw Failure.of("no free port was found for the local server in " + home, "", taken);
  }

  private PidFile launch(Programs programs, Duration limit) throws IOException {
    Installation installation = programs.installation();
    Path log = home.resolve("log");
    long before = Files.exists(log) ? Files.size(log) : 0;
    // pg_ctl puts the server into a session of its own and, on Windows, takes away the rights of
    // an administrator. It is not asked to wait; see Readiness.
    List<String> command =
        List.of(
            installation.pgCtl().toString(),
            "start",
            "-W",
            "-s",
            "-D",
            data().toString(),
            "-l",
            log.toString(),
            "-p",
            installation.postgres().toString());
    int exitCode =
        Commands.detached(
            programs.account().command(command), home, home.resolve("start.log"), limit);
    return Readiness.await(this::live, () -> exitCode != 0 || failedSince(before), logs(), limit);
  }

  /** A server that cannot start says why and takes its pid file along. */
  private boolean failedSince(long position) {
    try {
      return ServerLog.since(home.resolve("log"), position).contains("FATAL:") && live().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Stops the server after a checkpoint, ending every connection.
   *
   * @return whether there was one to stop
   */
  public boolean stop(Duration limit) {
    try {
      if (live().isEmpty()) {
        return false;
      }
      return FileLocks.holding(
          home.resolve("lock"),
          () -> {
            Optional<PidFile> pidFile = live();
            if (pidFile.isEmpty()) {
              return false;
            }
            end(pidFile.get(), limit);
            return true;
          });
    } catch (IOException e) {
      throw Failure.of(
          "the local server in " + home + " cannot be stopped: " + Failure.reason(e), "", e);
    }
  }

  private void end(PidFile pidFile, Duration limit) throws IOException {
    ProcessHandle process = ProcessHandle.of(pidFile.pid()).orElse(null);
    if (process == null) {
      return;
    }
    if (Platform.current().isWindows()) {
      // There are no signals; a crash is what recovery is for, and nothing committed is lost.
      process.destroyForcibly();
    } else {
      // SIGINT is PostgreSQL's fast shutdown.
      Commands.run(
          List.of("kill", "-INT", Long.toString(pidFile.pid())), null, Duration.ofSeconds(10));
    }
    long deadline = System.nanoTime() + limit.toNanos();
    // The file goes last, after the final checkpoint.
    while (live().isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "it has not ended after "
                + limit.toSeconds()
                + " s; its log says:\n"
                + ServerLog.tail(logs()));
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the server was stopping", e);
      }
    }
  }

  /** The pid file, if the process that it names is there and is this server. */
  private Optional<PidFile> live() throws IOException {
    return PidFile.read(data()).filter(this::isOurs);
  }

  /** After a crash of the machine the number may be anybody's. */
  private boolean isOurs(PidFile pidFile) {
    return ProcessHandle.of(pidFile.pid())
        .map(process ->
            process
                .info()
                .commandLine()
                .map(line -> line.contains(data().toString()))
                // Windows does not tell. On Linux only a process that has ended and that
                // nobody has asked for its exit code is without a command line.
                .orElse(Platform.current().os() != Platform.Os.LINUX))
        .orElse(false);
  }

  private Running describe(PidFile pidFile, boolean startedNow) throws IOException {
    String version;
    try {
      version = Files.readString(home.resolve("version")).strip();
    } catch (NoSuchFileException e) {
      version = Files.readString(data().resolve("PG_VERSION")).strip();
    }
    return new Running(pidFile, version, password(), startedNow);
  }

  private String password() throws IOException {
    return Files.readString(home.resolve("password")).strip();
  }

  private void create(Programs programs) throws IOException {
    ServerAccount account = programs.account();
    Trees.Owner owner = account.owner();
    if (owner != null) {
      owner.apply(home);
      refuseUnreachable(account);
    }
    Template template =
        Template.of(Template.Kind.LOCAL, programs.installation(), programs.cache(), account);
    Path building = Trees.unfinished(data());
    try {
      Trees.copyPrivate(template.data(), building, owner);
      // The copy is in the system's buffers; what is durable must not begin with a loss.
      Commands.Outcome synced =
          Commands.run(
              account.command(
                  List.of(
                      programs.installation().initdb().toString(),
                      "--sync-only",
                      "-D",
                      building.toString())),
              home,
              Duration.ofMinutes(5));
      if (!synced.succeeded()) {
        throw new IOException(synced.output());
      }
      writePrivately(home.resolve("password"), template.password() + "\n");
      Trees.move(building, data());
    } finally {
      if (Files.exists(building)) {
        Trees.delete(building);
      }
    }
  }

  /** Another user may be kept out of a directory above, such as the home of root. */
  private void refuseUnreachable(ServerAccount account) throws IOException {
    Commands.Outcome reachable =
        Commands.run(
            account.command(List.of("test", "-w", home.toString())), null, Duration.ofSeconds(10));
    if (!reachable.succeeded()) {
      throw new IOException(
          "PostgreSQL does not run as root and so runs as nobody, who has no access to " + home);
    }
  }

  private void createHome() throws IOException {
    if (Files.isDirectory(home)) {
      return;
    }
    // Without the owner's mode: another user may have to pass through to the data directory, which
    // guards itself.
    Files.createDirectories(home);
    Path veery = home.getParent() == null ? null : home.getParent().getParent();
    if (veery != null && veery.endsWith(".veery") && !Files.exists(veery.resolve(".gitignore"))) {
      Files.writeString(veery.resolve(".gitignore"), "# Belongs to this machine.\n*\n");
    }
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    if (Trees.isPosix(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** The port of the last start; at first, or when that is taken, one that the path suggests. */
  private int choosePort(int wanted, boolean another) throws IOException {
    if (wanted != 0) {
      if (!Ports.isFree(wanted)) {
        throw new IOException("port " + wanted + " is in use by another program");
      }
      return wanted;
    }
    Path file = home.resolve("port");
    if (!another && Files.exists(file)) {
      int last = Integer.parseInt(Files.readString(file).strip());
      if (Ports.isFree(last)) {
        return last;
      }
    }
    CRC32 hash = new CRC32();
    hash.update(home.toString().getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < PORTS; i++) {
      int port = FIRST_PORT + (int) ((hash.getValue() + i) % PORTS);
      if (Ports.isFree(port)) {
        return port;
      }
    }
    return Ports.free();
  }

  private void rotateLog() throws IOException {
    Path log = home.resolve("log");
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
      Files.move(log, home.resolve("log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private List<Path> logs() {
    List<Path> logs = new ArrayList<>();
    logs.add(home.resolve("start.log"));
    logs.add(home.resolve("log"));
    return logs;
  }

  public Path data() {
    return home.resolve("data");
  }

  public Path log() {
    return home.resolve("log");
  }
}
