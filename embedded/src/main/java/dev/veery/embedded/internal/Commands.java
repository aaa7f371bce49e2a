package dev.veery.embedded.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a short-lived program to its end and collects what it says. */
final class Commands {

  /** What a program left: its exit code and both its outputs in one text. */
  record Outcome(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  private Commands() {}

  static Outcome run(List<String> command, @Nullable Path directory, Duration limit)
      throws IOException {
    return run(command, directory, "", limit);
  }

  static Outcome run(List<String> command, @Nullable Path directory, String input, Duration limit)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    // Messages are quoted to users and searched for; a translated one cannot be.
    builder.environment().put("LC_ALL", "C");
    removePostgresVariables(builder);
    Process process = builder.start();
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The program ended before it read everything; its exit code says why.
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.getFirst() + " did not end within " + limit.toSeconds() + " s");
      }
      return new Outcome(process.exitValue(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " was running", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Runs a program that leaves another one running. Its output goes to a file: the one that stays
   * would keep a pipe open.
   *
   * @return its exit code
   */
  static int detached(List<String> command, Path directory, Path output, Duration limit)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C");
    removePostgresVariables(builder);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.getFirst() + " did not end within " + limit.toSeconds() + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " was running", e);
    }
  }

  /** PGDATA, PGPORT and the like would change what server programs do. */
  static void removePostgresVariables(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
  }
}
