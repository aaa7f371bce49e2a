package dev.veery.embedded.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a throwaway server from outliving this process.
 *
 * <p>No process can be relied upon to clean up after itself: it may be killed. So a small shell
 * stands between us and the server. Its standard input is a pipe whose other end only we hold; when
 * we close it, or die, the shell reads the end of the file, stops the server and removes its
 * directory. The shell is in a session of its own, so that neither Ctrl-C in a terminal nor a
 * {@code kill -9} of our whole process group takes it along. It starts the server itself and does
 * not wait for it before it signals it, so the process id cannot have become somebody else's. It is
 * there before anything is in the directory, and starts the server when it reads a line.
 *
 * <p>On Windows a {@link Watchdog} takes the place of the shell.
 *
 * <p>The server holds the other pipe, the shell's standard output, and writes nothing to it: its
 * end is the end of the server.
 */
final class Supervisor implements AutoCloseable {

  /**
   * For tests: {@code java} has a watchdog where the shell is usual, {@code group} does without
   * setsid(1).
   */
  static final String PROPERTY = "veery.embedded.supervisor";

  private static final String SCRIPT =
      """
      dir=$1
      shift
      exec 3<&0 2>>"$dir/log"
      last=
      if read -r go <&3; then
        "$@" </dev/null 3<&- &
        server=$!
        trap '' HUP INT QUIT TERM
        exec >/dev/null
        last=$(cat <&3)
        kill -QUIT "$server" 2>/dev/null
      fi
      if [ "$last" = release ]; then
        {
          while kill -0 "$server"; do sleep 0.05 || sleep 1; done
          rm -rf -- "$dir" "$dir.lock"
        } 2>/dev/null &
      else
        wait
        rm -rf -- "$dir" "$dir.lock"
      fi
      """;

  /** Said to the shell where nobody waits for it; its last process is then not ours any more. */
  private static final byte[] RELEASE = "release".getBytes(StandardCharsets.US_ASCII);

  /** For systems without setsid(1): an interactive-like shell gives its jobs their own group. */
  private static final String OWN_GROUP =
      """
      exec 3<&0
      set -m
      "$@" <&3 3<&- &
      exec >/dev/null 3<&-
      wait
      """;

  private final Process process;

  /** The directory of a server that does not hold our pipe, or null for one that does. */
  private final @Nullable Path detached;

  private volatile boolean serverGone;

  private Supervisor(Process process, @Nullable Path detached) {
    this.process = process;
    this.detached = detached;
    Thread watcher = new Thread(this::watch, "veery-embedded-watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * Watches over a directory from now on.
   *
   * @param directory is to have the data directory {@code data} in it and gets the server's {@code
   *     log}; is removed at the end
   */
  static Supervisor start(Path directory, Installation installation, ServerAccount account)
      throws IOException {
    return Platform.current().isWindows() || isChosen("java")
        ? startWatchdog(directory, installation, account)
        : startShell(directory, installation, account);
  }

  /** Starts the server on what is in the directory now. */
  void serve() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** There is no shell on Windows that could be relied upon; there is always a Java. */
  private static Supervisor startWatchdog(
      Path directory, Installation installation, ServerAccount account) throws IOException {
    Path classFile = directory.resolve(Watchdog.class.getName().replace('.', '/') + ".class");
    Path folder = classFile.getParent();
    try (InputStream bytes = Watchdog.class.getResourceAsStream("Watchdog.class")) {
      if (bytes == null || folder == null) {
        throw new IOException("the class of the watchdog is missing");
      }
      Files.createDirectories(folder);
      Files.copy(bytes, classFile);
    }
    List<String> command = new ArrayList<>();
    command.add(
        Path.of(System.getProperty("java.home"), "bin", Platform.current().program("java"))
            .toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m"));
    command.addAll(List.of("-cp", directory.toString(), Watchdog.class.getName()));
    command.add(directory.toString());
    command.add(installation.pgCtl().toString());
    command.add(installation.postgres().toString());
    ProcessBuilder builder =
        new ProcessBuilder(account.command(command))
            // Not the directory itself: Windows would not let it be removed from within.
            .directory(new File(System.getProperty("java.io.tmpdir")))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Commands.removePostgresVariables(builder);
    return new Supervisor(builder.start(), directory);
  }

  private static Supervisor startShell(
      Path directory, Installation installation, ServerAccount account) throws IOException {
    List<String> command = new ArrayList<>();
    if (isOnPath("setsid") && !isChosen("group")) {
      command.add("setsid");
    } else {
      command.addAll(List.of("sh", "-c", OWN_GROUP, "veery-session"));
    }
    command.addAll(List.of("sh", "-c", SCRIPT, "veery-supervisor", directory.toString()));
    command.addAll(
        List.of(installation.postgres().toString(), "-D", directory.resolve("data").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(account.command(command))
            .directory(directory.toFile())
            .redirectError(directory.resolve("supervisor.log").toFile());
    Commands.removePostgresVariables(builder);
    return new Supervisor(builder.start(), null);
  }

  /** Whether the server has ended, or has failed to start. */
  boolean serverGone() {
    // What pg_ctl has started says in its log that it could not go on.
    return serverGone
        || (detached != null
            && ServerLog.since(detached.resolve("log"), 0).contains("FATAL:")
            && Files.notExists(detached.resolve("data/postmaster.pid")));
  }

  private void watch() {
    try (InputStream output = process.getInputStream()) {
      while (output.read() >= 0) {
        // Nothing is expected; only the end is of interest.
      }
    } catch (IOException e) {
      // Closed by us.
    }
    serverGone = true;
  }

  /**
   * Has the server stopped and its directory removed, and does not wait for either. Nor has the end
   * of this process to: a JVM gives threads that wait for a child 300 ms before it goes.
   */
  void release() {
    try (OutputStream input = process.getOutputStream()) {
      input.write(RELEASE);
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  /** Stops the server at once, without a checkpoint, and waits until its directory is gone. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      // The pipe is closed; the supervisor does the rest without us.
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isChosen(String way) {
    return System.getProperty(PROPERTY, "").equals(way);
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String directory : path.split(File.pathSeparator, -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
