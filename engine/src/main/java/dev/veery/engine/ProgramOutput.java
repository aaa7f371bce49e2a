package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a command of somebody's own prints. */
final class ProgramOutput {

  private static final long MINUTES = 10;

  private ProgramOutput() {}

  /**
   * Runs a command with the system's shell.
   *
   * @param remedy for when it fails
   */
  static String of(String command, Path directory, ErrorCode code, String remedy) {
    return new String(bytes(command, directory, code, remedy), StandardCharsets.UTF_8);
  }

  static byte[] bytes(String command, Path directory, ErrorCode code, String remedy) {
    try {
      Path errors = Files.createTempFile("veery", ".err");
      try {
        Process process =
            new ProcessBuilder("/bin/sh", "-c", command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        byte[] bytes = process.getInputStream().readAllBytes();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended || process.exitValue() != 0) {
          process.destroy();
          throw new VeeryException(
              new Problem(
                  code,
                  "'"
                      + command
                      + "' "
                      + (ended ? "ended with " + process.exitValue() : "did not end")
                      + lastLine(errors),
                  remedy));
        }
        return bytes;
      } finally {
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(code, "cannot run '" + command + "': " + e.getMessage(), ""), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VeeryException(
          new Problem(ErrorCode.INTERRUPTED, "interrupted while '" + command + "' ran", ""), e);
    }
  }

  /** The last line that says something, after a colon. */
  static String lastLine(Path errors) throws IOException {
    List<String> lines = Files.readString(errors).lines().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "" : ": " + lines.getLast();
  }
}
