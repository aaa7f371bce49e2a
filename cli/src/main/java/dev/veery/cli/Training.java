package dev.veery.cli;

import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the commands that are to start fast, so that the JVM can write what they needed into an
 * ahead-of-time cache. Started by the distribution's {@code lib/prepare.sh}, once for each JDK.
 */
final class Training {

  private Training() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("veery-training");
    try {
      run(folder, "version");
      run(folder, "init");
      run(folder, "no-such-command");
      run(folder, "help");
    } finally {
      delete(folder);
    }
  }

  private static void run(Path folder, String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            out,
            out,
            false,
            false,
            false,
            80,
            true,
            Paint.of(false));
    int code = new Cli(terminal, Map.of(), folder).run(List.of(words));
    System.out.println("veery " + String.join(" ", words) + " = " + code);
    System.out.println(bytes.toString(StandardCharsets.UTF_8));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
