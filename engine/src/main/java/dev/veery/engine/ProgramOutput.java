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
import java.util.regex.Pattern;

/** What a command of somebody's own prints. */
final class ProgramOutput {

  private static final long MINUTES = 10;
  private static final String MARK = "[ERROR] ";
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

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

  /**
   * The line that says why, after a colon: the first of those that Maven marks, otherwise the last
   * one. Without the colours of a terminal.
   */
  static String lastLine(Path errors) throws IOException {
    List<String> lines =
        Files.readString(errors)
            .lines()
            .map(line -> COLOUR.matcher(line).replaceAll("").strip())
            .filter(line -> !line.isEmpty())
            .toList();
    if (lines.isEmpty()) {
      return "";
    }
    String marked =
        lines.stream().filter(line -> line.startsWith(MARK)).findFirst().orElse(lines.getLast());
    return ": " + (marked.startsWith(MARK) ? marked.substring(MARK.length()) : marked);
  }
}
