package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs processes and measures them.
 *
 * <p>CPU time and memory come from the kernel's own account of an ended child ({@code wait4}), by
 * way of GNU time where it is installed: sampling {@code /proc} would miss the peak of a process
 * that lives for 50 ms.
 */
final class Meter {

  private static final Path GNU_TIME = Path.of("/usr/bin/time");

  private final Path workDirectory;
  private final boolean accounting;

  Meter(Path workDirectory) throws IOException {
    this.workDirectory = Files.createDirectories(workDirectory);
    accounting = Files.isExecutable(GNU_TIME) && isGnu();
  }

  /**
   * Runs the commands one after the other.
   *
   * @throws IOException with the output of a command that fails
   */
  Measured run(List<List<String>> commands, Map<String, String> environment)
      throws IOException, InterruptedException {
    Measured sum = Measured.NOTHING;
    for (List<String> command : commands) {
      sum = sum.then(one(command, environment));
    }
    return sum;
  }

  private Measured one(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path account = workDirectory.resolve("account.txt");
    Path output = workDirectory.resolve("output.txt");
    var full = new ArrayList<String>();
    if (accounting) {
      full.addAll(List.of(GNU_TIME.toString(), "-q", "-o", account.toString(), "-f", "%U %S %M"));
    }
    full.addAll(command);
    var builder =
        new ProcessBuilder(full)
            .directory(workDirectory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    int exitCode = process.waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (exitCode != 0) {
      throw new IOException(
          String.join(" ", command)
              + "\nended with "
              + exitCode
              + ":\n"
              + Files.readString(output));
    }
    if (!accounting) {
      return new Measured(seconds, Double.NaN, Double.NaN);
    }
    String[] fields = Files.readString(account).strip().split(" ");
    return new Measured(
        seconds,
        Double.parseDouble(fields[0]) + Double.parseDouble(fields[1]),
        Double.parseDouble(fields[2]) / 1024);
  }

  private static boolean isGnu() throws IOException {
    try {
      return Programs.output(List.of(GNU_TIME.toString(), "--version")).contains("GNU");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
