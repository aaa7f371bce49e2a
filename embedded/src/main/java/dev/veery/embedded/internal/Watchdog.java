package dev.veery.embedded.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The supervisor of a scratch server where there is no shell: a Java process. {@link Supervisor}
 * copies the bytes of this one class into the server's directory and runs it from there, so that it
 * works from whatever kind of jar we are in. It must therefore get by without any other class of
 * ours or of a library, and without a nested one.
 */
final class Watchdog {

  private Watchdog() {}

  /**
   * Waits for a line of the standard input, starts a server, waits for the end of the input, stops
   * the server and removes its directory.
   *
   * @param arguments the directory, {@code pg_ctl} and {@code postgres}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    String data = directory.resolve("data").toString();
    String log = directory.resolve("log").toString();
    // pg_ctl rather than the server itself: PostgreSQL refuses to run as an administrator, and
    // pg_ctl knows how to give those rights up.
    List<String> start =
        List.of(arguments[1], "start", "-W", "-s", "-D", data, "-l", log, "-p", arguments[2]);
    List<String> stop = List.of(arguments[1], "stop", "-s", "-m", "immediate", "-D", data);
    // As a hook, so that an interrupt from the terminal, which we get too, does not skip it.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(directory, stop)));
    if (System.in.read() < 0) {
      return;
    }
    if (run(directory, start) != 0) {
      // To the owner, the end of this output is the end of the server. It reads the log, and then
      // lets go.
      System.out.close();
    }
    while (System.in.read() >= 0) {
      // Nothing is expected; only the end is of interest.
    }
  }

  private static void end(Path directory, List<String> stop) {
    try {
      run(directory, stop);
      delete(directory);
      // Its owner, where there still is one, has it open and removes it by itself.
      Files.deleteIfExists(Path.of(directory + ".lock"));
    } catch (IOException e) {
      // The next start sweeps what is left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    // Not our own error stream: the server would inherit it, and Windows keeps a file that
    // somebody has open.
    File log = directory.resolve("supervisor.log").toFile();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .redirectError(ProcessBuilder.Redirect.appendTo(log))
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return 1;
    }
    return process.exitValue();
  }

  /** Windows lets go of the files of a process a little after the process has ended. */
  private static void delete(Path directory) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
          Files.deleteIfExists(path);
        }
        return;
      } catch (IOException | java.io.UncheckedIOException e) {
        if (attempt == 50) {
          return;
        }
        Thread.sleep(100);
      }
    }
  }
}
