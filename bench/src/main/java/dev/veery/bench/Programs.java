package dev.veery.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finding and calling the programs that take part. */
final class Programs {

  private Programs() {}

  /** The program of that name, as a shell would find it. */
  static Optional<Path> find(String program) {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : Stream.of(path.split(File.pathSeparator))
            .map(entry -> Path.of(entry, program))
            .filter(Files::isExecutable)
            .findFirst();
  }

  /** What a command prints, stripped. */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }

  /**
   * A JVM of the same JDK with a part of this process's class path, so that a peer is not slowed by
   * scanning jars that are not its own.
   *
   * @param prefixes of the names of the jars and directories that it gets
   */
  static List<String> java(List<String> prefixes, String mainClass, List<String> args) {
    List<String> entries =
        classPath()
            .filter(entry -> prefixes.stream().anyMatch(fileName(entry)::startsWith))
            // The process starts in another directory.
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, entries), mainClass));
    command.addAll(args);
    return command;
  }

  /** The version in the name of a jar of the class path. */
  static String jarVersion(String prefix) {
    return classPath()
        .map(Programs::fileName)
        .filter(name -> name.startsWith(prefix) && name.endsWith(".jar"))
        .map(name -> name.substring(prefix.length(), name.length() - ".jar".length()))
        .findFirst()
        .orElse("?");
  }

  /** A version of 14 digits for tools that number by time: a second per migration. */
  static String timestamp(Workload.Item item) {
    int n = item.number();
    return "20260101%02d%02d%02d".formatted(n / 3600, n / 60 % 60, n % 60);
  }

  private static Stream<String> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
  }

  private static String fileName(String entry) {
    return Path.of(entry).getFileName().toString();
  }
}
