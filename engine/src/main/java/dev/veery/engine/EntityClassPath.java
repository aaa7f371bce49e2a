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
import java.util.stream.Stream;

/**
 * The class path of an application: as it is given, or as its build makes it.
 *
 * @param roots folders of classes, and jars that were named; here entities are looked for
 * @param jars what they need
 */
record EntityClassPath(List<Path> roots, List<Path> jars) {

  /**
   * Finds it.
   *
   * @param given folders, jars, {@code folder/*} for the jars of a folder, {@code @file} for a file
   *     that holds a class path, or {@code !command} for one that prints it; empty for what Maven
   *     makes in the project's directory
   */
  static EntityClassPath of(String given, Path directory) {
    if (!given.isBlank()) {
      return listed(given.strip(), directory, false);
    }
    if (Files.exists(directory.resolve("pom.xml"))) {
      return MavenClassPath.of(directory);
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

  /**
   * @param printed by a build tool, which also names folders that nothing was put into
   */
  private static EntityClassPath listed(String given, Path directory, boolean printed) {
    if (given.startsWith("!")) {
      String command = given.substring(1).strip();
      String output =
          ProgramOutput.of(
              command,
              directory,
              ErrorCode.ENTITIES_UNLOADABLE,
              "it has to print a class path to standard output");
      return listed(output.strip(), directory, true);
    }
    if (given.startsWith("@")) {
      try {
        String text = Files.readString(directory.resolve(given.substring(1)));
        return listed(text.strip(), directory, true);
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
        if (!printed) {
          problems.add(absent(text, "it does not exist"));
        }
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

  static List<Path> jarsIn(Path folder) {
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
}
