package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The sources of an application with entities: changed by patches, and compiled. */
final class Application {

  private Application() {}

  /** Compiles {@code src/main/java} into {@code target/classes}, from nothing. */
  static void compile(Path project, List<Path> jars) throws IOException {
    Path classes = project.resolve("target/classes");
    if (Files.exists(classes)) {
      try (Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(classes);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.walk(project.resolve("src/main/java"))) {
      String classPath =
          jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-parameters"),
                  null,
                  files.getJavaFileObjectsFromPaths(
                      sources.filter(file -> file.toString().endsWith(".java")).toList()))
              .call();
      assertThat(compiled).as("%s", messages).isTrue();
    }
    Path resources = project.resolve("src/main/resources");
    if (Files.exists(resources)) {
      try (Stream<Path> files = Files.walk(resources)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path target = classes.resolve(resources.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }

  /** Applies a patch as git writes it, which has to fit exactly. */
  static void patch(Path project, String text) throws IOException {
    List<String> lines = text.lines().toList();
    String old = "";
    String name = "";
    List<String> file = new ArrayList<>();
    int shift = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("--- ")) {
        old = line.substring(4);
      } else if (line.startsWith("+++ ")) {
        name = line.substring(4);
        shift = 0;
        file =
            old.equals("/dev/null")
                ? new ArrayList<>()
                : new ArrayList<>(Files.readAllLines(project.resolve(old.substring(2))));
      } else if (line.startsWith("@@ ")) {
        String[] parts = line.split("[ ,]");
        int at = Math.max(0, Integer.parseInt(parts[1].substring(1)) - 1) + shift;
        for (i++; i < lines.size() && !lines.get(i).isEmpty(); i++) {
          String change = lines.get(i);
          char kind = change.charAt(0);
          String content = change.substring(1);
          if (kind == ' ' || kind == '-') {
            assertThat(file.get(at)).as("line %d of %s", at + 1, old).isEqualTo(content);
          }
          if (kind == '-') {
            file.remove(at);
            shift--;
          } else if (kind == '+') {
            file.add(at++, content);
            shift++;
          } else if (kind == ' ') {
            at++;
          } else {
            break;
          }
        }
        i--;
        if (name.equals("/dev/null")) {
          Files.delete(project.resolve(old.substring(2)));
        } else {
          Path path = project.resolve(name.substring(2));
          Files.createDirectories(path.getParent());
          Files.write(path, file);
        }
      }
    }
  }

  /** Texts of files by their paths, as a project. */
  static void write(Path project, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = project.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
