package dev.veery.entities;

import dev.veery.entities.ClassFiles.ClassFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The class files that seem to be mapped. */
final class MappedFiles {

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "Ljakarta/persistence/Entity;",
          "Ljakarta/persistence/MappedSuperclass;",
          "Ljakarta/persistence/Embeddable;",
          "Ljakarta/persistence/Converter;");

  private static final String OLD_ENTITY = "Ljavax/persistence/Entity;";
  private static final String PACKAGE = "package-info";

  private final List<String> packages;
  private final Map<String, Path> found = new TreeMap<>();
  private final List<String> mappedPackages = new ArrayList<>();
  private final List<String> old = new ArrayList<>();

  /**
   * @param packages only classes in these and below; empty for all
   */
  MappedFiles(List<String> packages) {
    this.packages = packages;
  }

  boolean isEverywhere() {
    return packages.isEmpty();
  }

  /** The names of the classes, and where each is. */
  Map<String, Path> found() {
    return found;
  }

  /** Packages that may have annotations of their own. */
  List<String> mappedPackages() {
    return mappedPackages;
  }

  /** Classes with the annotations of javax.persistence. */
  List<String> old() {
    return old;
  }

  void look(Path place) throws IOException {
    ClassFiles.each(place, this::isWanted, this::look);
  }

  private boolean isWanted(String name) {
    return !name.equals("module-info")
        && (packages.isEmpty()
            || packages.stream().anyMatch(wanted -> name.startsWith(wanted + ".")));
  }

  private void look(ClassFile file) {
    if (file.name().endsWith(PACKAGE)) {
      if (file.name().length() > PACKAGE.length()) {
        mappedPackages.add(file.name().substring(0, file.name().length() - PACKAGE.length() - 1));
      }
      return;
    }
    if (file.texts().contains(OLD_ENTITY)) {
      old.add(file.name());
    }
    if (file.texts().stream().anyMatch(ANNOTATIONS::contains)) {
      found.putIfAbsent(file.name(), file.place());
    }
  }
}
