package dev.veery.entities;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The packages that Spring Boot looks for entities in: those of {@code @EntityScan}, wherever it
 * stands; without one that of the application's class, and what is below (Spring Boot, reference,
 * "Entity Classes").
 */
final class SpringPackages {

  private static final String AUTO_CONFIGURATION = "org.springframework.boot.autoconfigure.";

  private static final List<String> APPLICATION =
      List.of(
          AUTO_CONFIGURATION + "SpringBootApplication",
          AUTO_CONFIGURATION + "EnableAutoConfiguration",
          AUTO_CONFIGURATION + "AutoConfigurationPackage");

  /** Up to Spring Boot 3, and since 4. */
  private static final List<String> SCAN =
      List.of(
          AUTO_CONFIGURATION + "domain.EntityScan",
          "org.springframework.boot.persistence.autoconfigure.EntityScan");

  private final ClassLoader loader;
  private final Set<String> applications = new LinkedHashSet<>();
  private final Set<String> scanned = new LinkedHashSet<>();

  private SpringPackages(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Finds them.
   *
   * @param places where the application's own classes are
   * @return empty where nothing says so, or an application stands in no package: then everywhere
   */
  static List<String> of(Collection<Path> places, ClassLoader loader) throws IOException {
    var packages = new SpringPackages(loader);
    var names = new ArrayList<String>();
    for (Path place : places) {
      ClassFiles.each(
          place,
          name -> !name.startsWith("org.springframework."),
          file -> {
            if (file.texts().stream().anyMatch(SpringPackages::isAnnotation)) {
              names.add(file.name());
            }
          });
    }
    names.forEach(packages::look);
    Set<String> found = packages.scanned.isEmpty() ? packages.applications : packages.scanned;
    return found.contains("") ? List.of() : List.copyOf(found);
  }

  private static boolean isAnnotation(String text) {
    if (!text.startsWith("Lorg/springframework/boot/") || !text.endsWith(";")) {
      return false;
    }
    String name = text.substring(1, text.length() - 1).replace('/', '.');
    return APPLICATION.contains(name) || SCAN.contains(name);
  }

  private void look(String name) {
    Annotation[] annotations;
    String own;
    try {
      Class<?> type = Class.forName(name, false, loader);
      annotations = type.getAnnotations();
      own = type.getPackageName();
    } catch (ClassNotFoundException | LinkageError | TypeNotPresentException e) {
      // It is no entity, so nobody has to be told here.
      return;
    }
    for (Annotation annotation : annotations) {
      String kind = annotation.annotationType().getName();
      if (APPLICATION.contains(kind)) {
        applications.addAll(named(annotation, own));
      } else if (SCAN.contains(kind)) {
        scanned.addAll(named(annotation, own));
      }
    }
  }

  /** What an annotation names, or where it stands. */
  private static Set<String> named(Annotation annotation, String own) {
    Set<String> packages = new LinkedHashSet<>();
    // Of the application's own only this one says something about entities, not scanBasePackages.
    for (String member : List.of("value", "basePackages", "basePackageClasses")) {
      Object value = value(annotation, member);
      if (value instanceof String[] texts) {
        packages.addAll(List.of(texts));
      } else if (value instanceof Class<?>[] types) {
        for (Class<?> type : types) {
          packages.add(type.getPackageName());
        }
      }
    }
    return packages.isEmpty() ? Set.of(own) : packages;
  }

  private static Object value(Annotation annotation, String member) {
    try {
      return annotation.annotationType().getMethod(member).invoke(annotation);
    } catch (ReflectiveOperationException | TypeNotPresentException e) {
      return "";
    }
  }
}
