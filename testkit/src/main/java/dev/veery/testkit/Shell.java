package dev.veery.testkit;

import dev.veery.testkit.Scenario.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The few file commands that scenarios have, the same on every platform. */
final class Shell {

  static final List<String> COMMANDS =
      List.of("rm", "mv", "cp", "ln", "mkdir", "cat", "ls", "bytes", "text", "chmod", "sed");

  private final Path directory;
  private final UnaryOperator<String> normalize;

  /**
   * @param normalize applied to what {@code cat} prints
   */
  Shell(Path directory, UnaryOperator<String> normalize) {
    this.directory = directory;
    this.normalize = normalize;
  }

  Output run(List<String> words) throws IOException {
    List<String> args = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "rm" -> delete(resolve(args.get(0)));
      case "mv" ->
          Files.move(
              resolve(args.get(0)), resolve(args.get(1)), StandardCopyOption.REPLACE_EXISTING);
      case "cp" ->
          Files.copy(
              resolve(args.get(0)), resolve(args.get(1)), StandardCopyOption.REPLACE_EXISTING);
      case "ln" -> Files.createSymbolicLink(resolve(args.get(1)), Path.of(args.get(0)));
      case "mkdir" -> Files.createDirectories(resolve(args.get(0)));
      case "chmod" ->
          Files.setPosixFilePermissions(
              resolve(args.get(1)), PosixFilePermissions.fromString(args.get(0)));
      case "bytes" -> {
        String hex = String.join("", args.subList(1, args.size()));
        write(resolve(args.get(0)), HexFormat.of().parseHex(hex));
      }
      case "text" -> {
        String text = args.get(1).translateEscapes();
        write(resolve(args.get(0)), text.getBytes(StandardCharsets.UTF_8));
      }
      case "sed" -> {
        Path file = resolve(args.get(2));
        String text = Files.readString(file);
        if (!text.contains(args.get(0))) {
          return Output.failure("no «" + args.get(0) + "» in " + args.get(2));
        }
        Files.writeString(file, text.replace(args.get(0), args.get(1)));
      }
      case "cat" -> {
        return Output.ofStdout(
            normalize.apply(Files.readString(resolve(args.get(0)))).lines().toList());
      }
      case "ls" -> {
        return Output.ofStdout(list(resolve(args.isEmpty() ? "." : args.get(0))));
      }
      default -> throw new IllegalArgumentException("no such command: " + words.getFirst());
    }
    return Output.ofStdout(List.of());
  }

  Path resolve(String name) {
    return directory.resolve(name).normalize();
  }

  static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, content);
  }

  static void delete(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.delete(path);
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(path)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }

  /** Every file below, sorted, as paths relative to the directory. */
  private static List<String> list(Path from) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      var names = new ArrayList<String>();
      tree.filter(Files::isRegularFile)
          .map(file -> from.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .forEach(names::add);
      return names;
    }
  }
}
