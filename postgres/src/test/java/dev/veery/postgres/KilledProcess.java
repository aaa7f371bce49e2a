package dev.veery.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.postgres.session.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main of the tests in a process of its own, which is killed where it says that it has come. */
public final class KilledProcess {

  private KilledProcess() {}

  /**
   * Runs it.
   *
   * @param boundary where the product says {@code boundary …} and waits to be killed
   * @param arguments the first ones; the parts of the address follow
   * @return false when it came to its end before, which has to be a good one
   */
  public static boolean at(String boundary, Class<?> main, List<String> arguments, Address database)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Dveery.kill-at=" + boundary);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    command.addAll(
        List.of(
            database.host(),
            Integer.toString(database.port()),
            database.database(),
            database.user(),
            String.valueOf(database.password())));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        if (line.startsWith("boundary ")) {
          process.destroyForcibly();
          break;
        }
      }
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    boolean killed = said.indexOf("boundary ") >= 0;
    if (!killed) {
      assertThat(process.exitValue()).as("%s %s", arguments, said).isZero();
    }
    return killed;
  }
}
