package dev.veery.entities;

import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads mapped classes, and says of each that does not load which class is missing and who needs
 * it. Hibernate itself would stop at the first one, with an error that names neither.
 */
final class MappedClasses {

  private final Report report;
  private final List<Class<?>> classes = new ArrayList<>();
  private int entities;

  MappedClasses(Report report) {
    this.report = report;
  }

  List<Class<?>> classes() {
    return classes;
  }

  /** How many entities are among them. */
  int entities() {
    return entities;
  }

  /**
   * @param expected whether somebody named it; what was only found may turn out not to be mapped
   */
  void add(String name, @Nullable Path place, boolean expected) {
    Class<?> type = null;
    try {
      type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
      // Without its words a class has nothing, not even a constructor.
      if (look(type) == 0 && !expected) {
        return;
      }
      boolean entity = type.isAnnotationPresent(Entity.class);
      boolean mapped =
          entity
              || type.isAnnotationPresent(MappedSuperclass.class)
              || type.isAnnotationPresent(Embeddable.class)
              || type.isAnnotationPresent(Converter.class);
      if (mapped || expected) {
        classes.add(type);
        entities += entity ? 1 : 0;
      }
    } catch (ClassNotFoundException e) {
      report.problem(
          name.equals(e.getMessage())
              ? "the class " + name + " is not on the class path"
              : missing(name, type, place, String.valueOf(e.getMessage())),
          "look at the class path of the entities");
    } catch (TypeNotPresentException e) {
      report.problem(missing(name, type, place, e.typeName()), remedy(e.typeName()));
    } catch (UnsupportedClassVersionError e) {
      report.problem(
          "the class "
              + name
              + " in "
              + shown(type, place)
              + " was compiled for a newer Java than the one that reads it ("
              + Runtime.version().feature()
              + ")",
          "run Veery with the JDK of the application: set JAVA_HOME");
    } catch (NoClassDefFoundError e) {
      String missing = String.valueOf(e.getMessage()).replace('/', '.');
      report.problem(missing(name, type, place, missing), remedy(missing));
    } catch (LinkageError e) {
      report.problem(
          "the class "
              + name
              + " in "
              + shown(type, place)
              + " cannot be loaded: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "compile the application again");
    }
  }

  /** Resolves everything that a mapping may look at, and counts it. */
  private static int look(Class<?> type) {
    int seen = 0;
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      for (var field : at.getDeclaredFields()) {
        seen += field.getGenericType().getTypeName().length() + field.getAnnotations().length;
      }
      for (var method : at.getDeclaredMethods()) {
        seen += method.getGenericReturnType().getTypeName().length();
        seen += method.getAnnotations().length;
      }
      seen += at.getDeclaredConstructors().length;
      seen += at.getGenericInterfaces().length + at.getAnnotations().length;
    }
    return seen;
  }

  private static String missing(
      String name, @Nullable Class<?> type, @Nullable Path place, String missing) {
    return "the class "
        + name
        + " in "
        + shown(type, place)
        + " needs "
        + missing
        + ", which no jar or folder of the class path has";
  }

  private static String remedy(String missing) {
    int dot = missing.lastIndexOf('.');
    return "add the jar"
        + (dot < 0 ? "" : " that has the package " + missing.substring(0, dot))
        + " to the class path of the entities";
  }

  private static String shown(@Nullable Class<?> type, @Nullable Path place) {
    Path path = place;
    if (path == null && type != null) {
      CodeSource source = type.getProtectionDomain().getCodeSource();
      try {
        URI uri = source == null ? null : source.getLocation().toURI();
        path = uri == null ? null : Path.of(uri);
      } catch (URISyntaxException | RuntimeException e) {
        path = null;
      }
    }
    return path == null ? "the class path" : path.toString();
  }
}
