package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks git what has changed. */
final class GitChanges {

  private GitChanges() {}

  /**
   * The files in a folder that are new or changed since a commit, those that are not committed
   * included, relative to the folder.
   *
   * @throws VeeryException when git is not there, or does not know the commit
   */
  static List<String> since(Path folder, String ref) {
    if (ref.startsWith("-")) {
      throw failed("'" + ref + "' is no commit", null);
    }
    List<String> files =
        new ArrayList<>(
            run(folder, "diff", "--name-only", "--relative", "-z", fork(folder, ref), "--"));
    files.addAll(run(folder, "ls-files", "--others", "--exclude-standard", "-z"));
    return files;
  }

  /** Where the branch left the other one: what has been changed there since is not ours. */
  private static String fork(Path folder, String ref) {
    try {
      return run(folder, "merge-base", ref, "HEAD").getFirst().strip();
    } catch (VeeryException e) {
      // No common ancestor; or no such commit, which the question that follows says better.
      return ref;
    }
  }

  private static List<String> run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw failed(output.strip(), null);
      }
      List<String> files = new ArrayList<>();
      for (String file : output.split("\0")) {
        if (!file.isEmpty()) {
          files.add(file);
        }
      }
      return files;
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    }
  }

  private static VeeryException failed(String reason, @Nullable Exception cause) {
    return new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            "git cannot say what has changed: " + reason,
            "name the files instead: veery lint FILE…"),
        cause);
  }
}
