package dev.veery.entities;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads entities and writes their DDL. Its class path is the application's, with this program at
 * the end; what it is to do stands in a file, and so does what came of it.
 */
public final class EntityReader {

  private static final int OLDEST_HIBERNATE = 6;

  private final Request request;
  private final ClassLoader loader;
  private final Report report = new Report();

  private EntityReader(Request request, ClassLoader loader) {
    this.request = request;
    this.loader = loader;
  }

  /**
   * @param arguments the request, and where the DDL and the report go
   */
  public static void main(String[] arguments) throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    var reader = new EntityReader(Request.read(Path.of(arguments[0])), loader);
    String ddl = reader.ddl();
    Files.writeString(Path.of(arguments[1]), ddl, StandardCharsets.UTF_8);
    reader.report.write(Path.of(arguments[2]));
    // Threads of the application's own may be about.
    System.exit(0);
  }

  private String ddl() throws IOException {
    if (!hasHibernate()) {
      return "";
    }
    PersistenceUnit unit = unit();
    if (report.hasProblems()) {
      return "";
    }
    var files = new ClassFiles(request.packages());
    var named = new LinkedHashSet<String>();
    if (unit == null) {
      for (Path root : request.packages().isEmpty() ? request.roots() : everywhere()) {
        files.look(root);
      }
    } else {
      named.addAll(unit.classes());
      if (!unit.excludesUnlisted()) {
        files.look(unit.root());
        for (String jar : unit.jarFiles()) {
          files.look(unit.root().resolveSibling(jar).normalize());
        }
      }
    }
    var classes = new MappedClasses(report);
    named.forEach(name -> classes.add(name, null, true));
    files
        .found()
        .forEach((name, place) -> {
          if (!named.contains(name)) {
            classes.add(name, place, false);
          }
        });
    List<String> mappingFiles = mappingFiles(unit);
    if (classes.entities() == 0 && mappingFiles.isEmpty() && !report.hasProblems()) {
      none(files);
    }
    if (report.hasProblems()) {
      return "";
    }
    report.fact("entities", Integer.toString(classes.entities()));
    try {
      return HibernateDdl.of(
          classes.classes(), annotated(files), mappingFiles, settings(unit), request.major());
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      return "";
    }
  }

  private Set<Path> everywhere() {
    Set<Path> all = new LinkedHashSet<>(request.roots());
    all.addAll(request.jars());
    return all;
  }

  private boolean hasHibernate() {
    String version;
    try {
      Class<?> hibernate = Class.forName("org.hibernate.Version", true, loader);
      version = String.valueOf(hibernate.getMethod("getVersionString").invoke(null));
    } catch (ClassNotFoundException e) {
      report.problem(
          "the class path of the entities has no Hibernate",
          "the application's own writes the DDL: add hibernate-core and what it needs");
      return false;
    } catch (ReflectiveOperationException | LinkageError e) {
      report.problem("the Hibernate of the class path does not load: " + e, "");
      return false;
    }
    report.fact("hibernate", version);
    int dot = version.indexOf('.');
    try {
      if (dot > 0 && Integer.parseInt(version.substring(0, dot)) < OLDEST_HIBERNATE) {
        report.problem(
            "the entities are mapped with Hibernate " + version, "Hibernate 6 or newer is needed");
        return false;
      }
    } catch (NumberFormatException e) {
      // A version of somebody's own making: what it can do will be seen.
    }
    return true;
  }

  private @Nullable PersistenceUnit unit() throws IOException {
    if (request.unit().isEmpty()) {
      return null;
    }
    List<PersistenceUnit> units = PersistenceUnit.all(loader);
    for (PersistenceUnit unit : units) {
      if (unit.name().equals(request.unit())) {
        report.fact("unit", unit.name());
        return unit;
      }
    }
    report.problem(
        "there is no persistence unit '" + request.unit() + "'",
        units.isEmpty()
            ? "the class path has no META-INF/persistence.xml"
            : "the units are " + String.join(", ", units.stream().map(u -> u.name()).toList()));
    return null;
  }

  private List<String> mappingFiles(@Nullable PersistenceUnit unit) {
    var files = new ArrayList<String>();
    if (unit != null) {
      files.addAll(unit.mappingFiles());
    }
    // The Jakarta Persistence specification, 8.2.1.6: it is taken whether it is named or not.
    if (!files.contains("META-INF/orm.xml") && loader.getResource("META-INF/orm.xml") != null) {
      files.add("META-INF/orm.xml");
    }
    return files;
  }

  private void none(ClassFiles files) {
    if (!files.old().isEmpty()) {
      report.problem(
          "the class " + files.old().getFirst() + " is mapped with javax.persistence",
          "Hibernate 6 and newer read jakarta.persistence");
      return;
    }
    report.problem(
        "there is no entity in "
            + String.join(", ", everywhere().stream().map(Path::toString).toList())
            + (request.packages().isEmpty()
                ? ""
                : ", packages " + String.join(", ", request.packages())),
        "compile the application, or name its classes: [entities] classpath = \"…\"");
  }

  private static List<String> annotated(ClassFiles files) {
    var packages = new ArrayList<String>();
    for (String name : files.mappedPackages()) {
      try {
        if (Class.forName(name + ".package-info").getAnnotations().length > 0) {
          packages.add(name);
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // Nothing in it that a mapping could need.
      }
    }
    return packages;
  }

  private Map<String, String> settings(@Nullable PersistenceUnit unit) throws IOException {
    var settings = new LinkedHashMap<String, String>();
    boolean spring =
        switch (request.naming()) {
          case "spring" -> true;
          case "jpa" -> false;
          default -> unit == null && SpringSettings.isThere(loader);
        };
    if (spring) {
      settings.putAll(SpringSettings.read(loader));
    }
    report.fact("naming", spring ? "spring" : "jpa");
    if (unit != null) {
      settings.putAll(unit.properties());
    }
    settings.putAll(request.settings());
    return settings;
  }

  private void failed(Throwable failure) {
    Throwable cause = failure;
    var messages = new LinkedHashSet<String>();
    while (cause != null) {
      String message = cause.getMessage();
      if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
        String missing = String.valueOf(message).replace('/', '.');
        report.problem(
            "the mapping needs the class "
                + missing
                + ", which no jar or folder of the class path has",
            "add the jar that has it to the class path of the entities");
        return;
      }
      String text = message == null ? cause.getClass().getName() : message.strip();
      if (messages.stream().noneMatch(known -> known.contains(text))) {
        messages.add(text);
      }
      cause = cause.getCause();
    }
    report.problem(
        "Hibernate refuses the mapping: " + String.join(": ", messages),
        "the application would not start with it either");
  }
}
