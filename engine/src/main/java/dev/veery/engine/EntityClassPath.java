package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The class path of an application: as it is given, or as its build makes it.
 *
 * @param roots folders of classes, and jars that were named; here entities are looked for
 * @param jars what they need
 */
record EntityClassPath(List<Path> roots, List<Path> jars) {

  /** Where {@code mvn dependency:copy-dependencies} puts them. */
  private static final String COPIED = "target/dependency";

  /**
   * Finds it.
   *
   * @param given folders, jars, {@code folder/*} for the jars of a folder, {@code @file} for a file
   *     that holds a class path, or {@code !command} for one that prints it; empty for what Maven
   *     makes in the project's directory
   */
  static EntityClassPath of(String given, Path directory) {
    if (!given.isBlank()) {
      return listed(given.strip(), directory);
    }
    if (Files.exists(directory.resolve("pom.xml"))) {
      return maven(directory);
    }
    boolean gradle =
        Files.exists(directory.resolve("build.gradle"))
            || Files.exists(directory.resolve("build.gradle.kts"));
    throw new VeeryException(
        new Problem(
            ErrorCode.ENTITIES_UNLOADABLE,
            "nobody says where the entities are",
            gradle
                ? "a task of Gradle can print the class path: [entities] classpath = \"!./gradlew -q"
                    + " printClasspath\""
                : "say it in veery.toml: [entities] classpath = \"target/classes:lib/*\""));
  }

  private static EntityClassPath listed(String given, Path directory) {
    if (given.startsWith("!")) {
      String command = given.substring(1).strip();
      String printed =
          ProgramOutput.of(
              command,
              directory,
              ErrorCode.ENTITIES_UNLOADABLE,
              "it has to print a class path to standard output");
      return listed(printed.strip(), directory);
    }
    if (given.startsWith("@")) {
      try {
        return listed(Files.readString(directory.resolve(given.substring(1))).strip(), directory);
      } catch (IOException e) {
        throw new VeeryException(
            new Problem(
                ErrorCode.FILE_UNREADABLE,
                "cannot read the class path of the entities from " + given.substring(1),
                "write it there with mvn dependency:build-classpath -Dmdep.outputFile=…"),
            e);
      }
    }
    var roots = new LinkedHashSet<Path>();
    var jars = new LinkedHashSet<Path>();
    var problems = new ArrayList<Problem>();
    for (String entry : given.split("[" + File.pathSeparator + ",\n]")) {
      String text = entry.strip();
      if (text.isEmpty()) {
        continue;
      }
      if (text.endsWith("/*") || text.endsWith("\\*")) {
        Path folder = directory.resolve(text.substring(0, text.length() - 2));
        List<Path> found = jarsIn(folder);
        if (found.isEmpty()) {
          problems.add(absent(text, "there is no jar in it"));
        }
        jars.addAll(found);
        continue;
      }
      Path path = directory.resolve(text).toAbsolutePath().normalize();
      if (!Files.exists(path)) {
        problems.add(absent(text, "it does not exist"));
      } else if (Files.isDirectory(path)) {
        roots.add(path);
      } else {
        jars.add(path);
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    // Nothing but jars: then the entities are in one of them.
    if (roots.isEmpty()) {
      roots.addAll(jars);
    }
    return new EntityClassPath(List.copyOf(roots), List.copyOf(jars));
  }

  private static Problem absent(String entry, String what) {
    return new Problem(
        ErrorCode.ENTITIES_UNLOADABLE,
        "the class path of the entities names " + entry + ", and " + what,
        "build the application first, or look at [entities] classpath in veery.toml");
  }

  private static List<Path> jarsIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .map(file -> file.toAbsolutePath().normalize())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(ErrorCode.FILE_UNREADABLE, "cannot read the folder " + folder, ""), e);
    }
  }

  private static EntityClassPath maven(Path directory) {
    Path classes = directory.resolve("target/classes").toAbsolutePath().normalize();
    if (!Files.isDirectory(classes)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ENTITIES_UNLOADABLE,
              "target/classes is not there: the application has not been compiled",
              "mvn compile"));
    }
    List<Path> copied = jarsIn(directory.resolve(COPIED));
    List<Path> jars = copied.isEmpty() ? resolved(directory) : copied;
    return new EntityClassPath(List.of(classes), jars);
  }

  /** Asks Maven, once for each state of the pom. */
  private static List<Path> resolved(Path directory) {
    Path kept = directory.resolve(".veery/entities.classpath");
    try {
      Path pom = directory.resolve("pom.xml");
      String key = Files.getLastModifiedTime(pom).toMillis() + " " + Files.size(pom);
      if (Files.exists(kept)) {
        List<String> lines = Files.readAllLines(kept);
        if (lines.size() == 2 && lines.getFirst().equals(key)) {
          List<Path> jars = split(lines.getLast());
          if (jars.stream().allMatch(Files::exists)) {
            return jars;
          }
        }
      }
      Path output = Files.createTempFile("veery", ".classpath");
      try {
        String maven = Files.isExecutable(directory.resolve("mvnw")) ? "./mvnw" : "mvn";
        ProgramOutput.of(
            maven + " -q -B dependency:build-classpath -Dmdep.outputFile='" + output + "' >&2",
            directory,
            ErrorCode.ENTITIES_UNLOADABLE,
            "or say the class path in veery.toml: [entities] classpath = \"target/classes:lib/*\"");
        String text = Files.readString(output).strip();
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, key + "\n" + text + "\n");
        return split(text);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ENTITIES_UNLOADABLE,
              "the dependencies of the pom.xml cannot be found: " + e.getMessage(),
              ""),
          e);
    }
  }

  private static List<Path> split(String classpath) {
    Set<Path> paths = new LinkedHashSet<>();
    for (String entry : classpath.split(File.pathSeparator)) {
      if (!entry.isBlank()) {
        paths.add(Path.of(entry.strip()));
      }
    }
    return List.copyOf(paths);
  }
}
