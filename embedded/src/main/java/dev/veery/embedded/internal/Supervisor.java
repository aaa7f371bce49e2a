package dev.veery.embedded.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a throwaway server from outliving this process.
 *
 * <p>No process can be relied upon to clean up after itself: it may be killed. So a small shell
 * stands between us and the server. Its standard input is a pipe whose other end only we hold; when
 * we close it, or die, the shell reads the end of the file, stops the server and removes its
 * directory. The shell is in a session of its own, so that neither Ctrl-C in a terminal nor a
 * {@code kill -9} of our whole process group takes it along. It starts the server itself and does
 * not wait for it before it signals it, so the process id cannot have become somebody else's.
 *
 * <p>The server holds the other pipe, the shell's standard output, and writes nothing to it: its
 * end is the end of the server.
 */
final class Supervisor implements AutoCloseable {

  private static final String SCRIPT =
      """
      dir=$1
      shift
      exec 3<&0 2>>"$dir/log"
      "$@" </dev/null 3<&- &
      server=$!
      trap '' HUP INT QUIT TERM
      exec >/dev/null
      cat <&3
      kill -QUIT "$server" 2>/dev/null
      wait "$server"
      rm -rf -- "$dir" "$dir.lock"
      """;

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
  private volatile boolean serverGone;

  private Supervisor(Process process) {
    this.process = process;
    Thread watcher = new Thread(this::watch, "veery-embedded-watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * Starts a server.
   *
   * @param directory is removed at the end; the server's log goes to {@code log} in it
   * @param server the command of the server, which must stay in the foreground
   */
  static Supervisor start(Path directory, List<String> server, ServerAccount account)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (isOnPath("setsid")) {
      command.add("setsid");
    } else {
      command.addAll(List.of("sh", "-c", OWN_GROUP, "veery-session"));
    }
    command.addAll(List.of("sh", "-c", SCRIPT, "veery-supervisor", directory.toString()));
    command.addAll(server);
    ProcessBuilder builder =
        new ProcessBuilder(account.command(command))
            .directory(directory.toFile())
            .redirectError(directory.resolve("supervisor.log").toFile());
    Commands.removePostgresVariables(builder);
    return new Supervisor(builder.start());
  }

  /** Whether every process of the server has ended. */
  boolean serverGone() {
    return serverGone;
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
