package dev.veery.entities;

import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
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

  /** The class that is looked at: the mapped one, or one that it extends. */
  private @Nullable Class<?> looked;

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
    looked = null;
    try {
      Class<?> type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
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
      if (name.equals(e.getMessage())) {
        report.problem(
            "the class " + name + " is not on the class path",
            "look at the class path of the entities");
      } else {
        missing(name, place, String.valueOf(e.getMessage()));
      }
    } catch (TypeNotPresentException e) {
      missing(name, place, e.typeName());
    } catch (UnsupportedClassVersionError e) {
      report.problem(
          subject(name, place)
              + " was compiled for a newer Java than the one that reads it ("
              + Runtime.version().feature()
              + ")",
          "run Veery with the JDK of the application: set JAVA_HOME");
    } catch (NoClassDefFoundError e) {
      missing(name, place, String.valueOf(e.getMessage()).replace('/', '.'));
    } catch (LinkageError e) {
      report.problem(
          subject(name, place)
              + " cannot be loaded: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "compile the application again");
    }
  }

  /** Resolves everything that a mapping may look at, and counts it. */
  private int look(Class<?> type) {
    int seen = 0;
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      looked = at;
      for (var field : at.getDeclaredFields()) {
        seen += field.getGenericType().getTypeName().length() + annotations(field);
      }
      for (var method : at.getDeclaredMethods()) {
        seen += method.getGenericReturnType().getTypeName().length() + annotations(method);
      }
      seen += at.getDeclaredConstructors().length;
      seen += at.getGenericInterfaces().length + annotations(at);
    }
    return seen;
  }

  /** A class that an annotation names is only looked for when somebody asks for it. */
  private static int annotations(AnnotatedElement element) {
    Annotation[] annotations = element.getAnnotations();
    for (Annotation annotation : annotations) {
      String name = annotation.annotationType().getName();
      if (name.startsWith("jakarta.persistence.") || name.startsWith("org.hibernate.")) {
        for (Method member : annotation.annotationType().getDeclaredMethods()) {
          ask(annotation, member);
        }
      }
    }
    return annotations.length;
  }

  private static void ask(Annotation annotation, Method member) {
    try {
      member.invoke(annotation);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof TypeNotPresentException missing) {
        throw missing;
      }
      // Hibernate will say it in the words of the mapping.
    } catch (IllegalAccessException | IllegalArgumentException e) {
      // No member that a mapping reads.
    }
  }

  private void missing(String name, @Nullable Path place, String missing) {
    report.problem(
        subject(name, place)
            + " needs "
            + missing
            + ", which no jar or folder of the class path has",
        remedy(missing));
  }

  /** Who did not load, and where that is: a class that it extends may be in another jar. */
  private String subject(String name, @Nullable Path place) {
    if (looked != null && !looked.getName().equals(name)) {
      return "the class " + looked.getName() + " in " + Places.shown(looked);
    }
    return "the class "
        + name
        + " in "
        + (place != null
            ? Places.shown(place)
            : looked != null ? Places.shown(looked) : "the class path");
  }

  static String remedy(String missing) {
    int dot = missing.lastIndexOf('.');
    return KnownJars.of(missing)
        .map(jar -> "add " + jar + " to the class path of the entities")
        .orElse(
            "add the jar"
                + (dot < 0 ? "" : " that has the package " + missing.substring(0, dot))
                + " to the class path of the entities");
  }
}
