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
import java.util.Objects;
import java.util.Set;

/**
 * The class path of a module that Maven builds: its classes, and what Maven says that they need.
 *
 * <p>A module of several is asked for from the top: only there Maven knows the others by their
 * folders of classes. By itself it would find them in the local repository, in the state in which
 * they were last installed, or not at all.
 */
final class MavenClassPath {

  /** Where {@code mvn dependency:copy-dependencies} puts them. */
  private static final String COPIED = "target/dependency";

  private static final String CLASSES = "target/classes";
  private static final String POM = "pom.xml";

  private static final String REMEDY =
      "or say the class path in veery.toml: [entities] classpath = \"target/classes:lib/*\"";

  private final Path module;

  private MavenClassPath(Path module) {
    this.module = module;
  }

  /**
   * @param directory that has a {@code pom.xml}
   */
  static EntityClassPath of(Path directory) {
    return new MavenClassPath(directory.toAbsolutePath().normalize()).path();
  }

  private EntityClassPath path() {
    Path classes = module.resolve(CLASSES);
    if (!Files.isDirectory(classes)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ENTITIES_UNLOADABLE,
              CLASSES + " is not there: the application has not been compiled",
              "mvn compile"));
    }
    List<Path> copied = EntityClassPath.jarsIn(module.resolve(COPIED));
    if (!copied.isEmpty()) {
      return new EntityClassPath(List.of(classes), copied);
    }
    Set<Path> roots = new LinkedHashSet<>(List.of(classes));
    var jars = new ArrayList<Path>();
    for (Path path : resolved()) {
      if (Files.isDirectory(path)) {
        roots.add(path);
      } else {
        jars.add(path);
      }
    }
    return new EntityClassPath(List.copyOf(roots), List.copyOf(jars));
  }

  /** Asks Maven, once for each state of the poms. */
  private List<Path> resolved() {
    Path kept = module.resolve(".veery/entities.classpath");
    try {
      String state = state();
      if (Files.exists(kept)) {
        List<String> lines = Files.readAllLines(kept);
        if (lines.size() == 2 && lines.getFirst().equals(state)) {
          List<Path> paths = split(lines.getLast());
          if (paths.stream().allMatch(Files::exists)) {
            return paths;
          }
        }
      }
      Path output = Files.createTempFile("veery", ".classpath");
      try {
        ask(output);
        String text = Files.readString(output).strip();
        Files.createDirectories(Objects.requireNonNull(kept.getParent()));
        Files.writeString(kept, state + "\n" + text + "\n");
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

  private void ask(Path output) throws IOException {
    String goal = " dependency:build-classpath -Dmdep.outputFile='" + output + "' >&2";
    Path top = top();
    if (top.equals(module)) {
      run(module, "-q -B" + goal);
      return;
    }
    try {
      // Without the phase Maven 3 does not take the folder of another module for its jar.
      run(top, "-q -B -pl '" + top.relativize(module) + "' -am compile" + goal);
    } catch (VeeryException together) {
      // The folder above may have a pom that this module is no part of.
      try {
        run(module, "-q -B" + goal);
      } catch (VeeryException alone) {
        together.addSuppressed(alone);
        throw together;
      }
    }
  }

  private void run(Path folder, String arguments) {
    ProgramOutput.of(
        wrapper(folder) + ' ' + arguments, folder, ErrorCode.ENTITIES_UNLOADABLE, REMEDY);
  }

  /** The wrapper of the project, or the Maven of the machine. */
  private String wrapper(Path folder) {
    Path top = top();
    for (Path at = folder; at != null && at.startsWith(top); at = at.getParent()) {
      if (Files.isExecutable(at.resolve("mvnw"))) {
        return at.equals(folder) ? "./mvnw" : "'" + at.resolve("mvnw") + "'";
      }
    }
    return "mvn";
  }

  /** The topmost of the folders above that have a pom without a gap. */
  private Path top() {
    Path top = module;
    for (Path at = module.getParent(); at != null && Files.exists(at.resolve(POM)); ) {
      top = at;
      at = at.getParent();
    }
    return top;
  }

  /** When this pom and those above were written: a parent says much of it. */
  private String state() throws IOException {
    var state = new StringBuilder();
    Path top = top();
    for (Path at = module; at != null && at.startsWith(top); at = at.getParent()) {
      Path pom = at.resolve(POM);
      state.append(Files.getLastModifiedTime(pom).toMillis()).append(' ');
      state.append(Files.size(pom)).append(' ');
    }
    return state.toString().strip();
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
