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
import java.util.jar.JarFile;
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
    read(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    // Threads of the application's own may be about.
    System.exit(0);
  }

  /**
   * Reads them by the class path of the thread.
   *
   * @param request what to do, see {@link Request}
   * @param ddl gets the statements; nothing where there are problems
   * @param report gets these
   */
  public static void read(Path request, Path ddl, Path report) throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    var reader = new EntityReader(Request.read(request), loader);
    Files.writeString(ddl, reader.ddl(), StandardCharsets.UTF_8);
    reader.report.write(report);
  }

  private String ddl() throws IOException {
    if (!hasHibernate()) {
      return "";
    }
    boolean boot = SpringSettings.isThere(loader);
    PersistenceUnit unit = unit(boot);
    Map<String, String> settings = new LinkedHashMap<>();
    var mappingFiles = new LinkedHashSet<String>();
    boolean spring = isSpring(boot, unit);
    if (spring) {
      try {
        var configuration = SpringConfiguration.read(loader);
        settings.putAll(SpringSettings.of(configuration, loader));
        mappingFiles.addAll(SpringSettings.mappingFiles(configuration));
      } catch (IOException e) {
        report.problem(String.valueOf(e.getMessage()), "the application would not start with it");
      }
    }
    if (unit != null) {
      settings.putAll(unit.properties());
      mappingFiles.addAll(unit.mappingFiles());
    }
    settings.putAll(request.settings());
    // The Jakarta Persistence specification, 8.2.1.6: it is taken whether it is named or not.
    // Spring
    // only takes it where it is told of no other.
    if ((!spring || mappingFiles.isEmpty()) && loader.getResource("META-INF/orm.xml") != null) {
      mappingFiles.add("META-INF/orm.xml");
    }
    if (report.hasProblems()) {
      return "";
    }
    List<String> packages = packages(boot && unit == null);
    var files = new MappedFiles(packages);
    MappedClasses classes = classes(unit, files);
    if (classes.entities() == 0 && mappingFiles.isEmpty() && !report.hasProblems()) {
      none(files, packages);
    }
    if (report.hasProblems()) {
      return "";
    }
    report.fact("entities", Integer.toString(classes.entities()));
    try {
      return HibernateDdl.of(
          classes.classes(),
          annotated(files),
          List.copyOf(mappingFiles),
          settings,
          unit == null && !spring,
          request.major());
    } catch (HibernateDdl.NotPostgres e) {
      report.problem(
          "the entities are mapped for another server than PostgreSQL: " + e.getMessage(),
          "set \"hibernate.dialect\" = \"org.hibernate.dialect.PostgreSQLDialect\" under [entities]");
      return "";
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      return "";
    }
  }

  private boolean isSpring(boolean boot, @Nullable PersistenceUnit unit) {
    boolean spring =
        switch (request.naming()) {
          case "spring" -> true;
          case "jpa" -> false;
          default -> unit == null && boot;
        };
    report.fact("naming", spring ? "spring" : "jpa");
    return spring;
  }

  private List<String> packages(boolean boot) throws IOException {
    if (!request.packages().isEmpty() || !boot) {
      return request.packages();
    }
    return SpringPackages.of(request.roots(), loader);
  }

  private MappedClasses classes(@Nullable PersistenceUnit unit, MappedFiles files)
      throws IOException {
    var named = new LinkedHashSet<String>();
    if (unit == null) {
      for (Path place : files.isEverywhere() ? request.roots() : everywhere()) {
        files.look(place);
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
    return classes;
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

  /**
   * The one that was asked for; otherwise, where no Spring Boot would make one of its own, that of
   * the application.
   */
  private @Nullable PersistenceUnit unit(boolean boot) throws IOException {
    if (request.unit().isEmpty() && (boot || !request.packages().isEmpty())) {
      return null;
    }
    List<PersistenceUnit> units;
    try {
      units = PersistenceUnit.all(loader);
    } catch (IOException e) {
      report.problem(String.valueOf(e.getMessage()), "the application would not start with it");
      return null;
    }
    if (request.unit().isEmpty()) {
      List<PersistenceUnit> own =
          units.stream().filter(unit -> request.roots().contains(unit.root())).toList();
      if (own.size() > 1) {
        report.problem(
            "the application has several persistence units: " + names(own),
            "say which: [entities] unit = \"" + own.getFirst().name() + "\"");
      }
      return own.size() == 1 ? own.getFirst() : null;
    }
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
            : "the units are " + names(units));
    return null;
  }

  private static String names(List<PersistenceUnit> units) {
    return String.join(", ", units.stream().map(PersistenceUnit::name).toList());
  }

  private void none(MappedFiles files, List<String> packages) throws IOException {
    if (!files.old().isEmpty()) {
      report.problem(
          "the class " + files.old().getFirst() + " is mapped with javax.persistence",
          "Hibernate 6 and newer read jakarta.persistence");
      return;
    }
    report.problem(
        "there is no entity in "
            + Places.shown(request.roots())
            + (packages.isEmpty() ? "" : ", packages " + String.join(", ", packages)),
        remedy(packages));
  }

  private String remedy(List<String> packages) throws IOException {
    for (Path root : request.roots()) {
      if (Files.isRegularFile(root) && isExecutable(root)) {
        return Places.shown(root)
            + " is an executable jar of Spring Boot, with the classes inside of it: name the folder"
            + " of classes and the jars that it was made of";
      }
    }
    if (!packages.isEmpty()) {
      var others = new MappedFiles(List.of());
      for (Path root : request.roots()) {
        others.look(root);
      }
      if (!others.found().isEmpty()) {
        return "there are some elsewhere, such as "
            + others.found().keySet().iterator().next()
            + (request.packages().isEmpty()
                ? ": @EntityScan has Spring Boot look there, too"
                : ": [entities] packages has to name that package, too");
      }
    }
    return "compile the application, or name its classes: [entities] classpath = \"…\"";
  }

  private static boolean isExecutable(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      return file.stream().anyMatch(entry -> entry.getName().startsWith("BOOT-INF/"));
    }
  }

  private List<String> annotated(MappedFiles files) {
    var packages = new ArrayList<String>();
    for (String name : files.mappedPackages()) {
      try {
        if (Class.forName(name + ".package-info", false, loader).getAnnotations().length > 0) {
          packages.add(name);
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // Nothing in it that a mapping could need.
      }
    }
    return packages;
  }

  private void failed(Throwable failure) {
    Throwable cause = failure;
    var messages = new LinkedHashSet<String>();
    while (cause != null) {
      String message = cause.getMessage();
      if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
        String missing = String.valueOf(message).replace('/', '.');
        // Hibernate's own loader puts words before the name.
        missing = missing.substring(missing.lastIndexOf(' ') + 1);
        report.problem(
            "the mapping needs the class "
                + missing
                + ", which no jar or folder of the class path has",
            MappedClasses.remedy(missing));
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
