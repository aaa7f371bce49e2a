package dev.veery.entities;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Finds the classes that are mapped without loading any: a class that is annotated names the
 * annotation in its constant pool (JVM specification, 4.4). Some that are found only name it; the
 * annotation itself is looked at once they are loaded.
 */
final class ClassFiles {

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "Ljakarta/persistence/Entity;",
          "Ljakarta/persistence/MappedSuperclass;",
          "Ljakarta/persistence/Embeddable;",
          "Ljakarta/persistence/Converter;");

  private static final String OLD_ENTITY = "Ljavax/persistence/Entity;";
  private static final String SUFFIX = ".class";

  private final List<String> packages;
  private final Map<String, Path> found = new TreeMap<>();
  private final List<String> mappedPackages = new ArrayList<>();
  private final List<String> old = new ArrayList<>();

  ClassFiles(List<String> packages) {
    this.packages = packages;
  }

  /** The names of the classes, and where each is. */
  Map<String, Path> found() {
    return found;
  }

  /** Packages with annotations of their own. */
  List<String> mappedPackages() {
    return mappedPackages;
  }

  /** Classes with the annotations of javax.persistence. */
  List<String> old() {
    return old;
  }

  /** Looks into a folder or a jar. */
  void look(Path root) throws IOException {
    if (Files.isDirectory(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(SUFFIX))
            .forEach(file -> {
              try {
                String name = root.relativize(file).toString();
                look(root, name.replace('\\', '/'), Files.readAllBytes(file));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      } catch (UncheckedIOException e) {
        throw new IOException(e.getMessage(), e);
      }
      return;
    }
    try (JarFile jar = new JarFile(root.toFile())) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().endsWith(SUFFIX)
            && !entry.getName().startsWith("META-INF/")
            && isWanted(className(entry.getName()))) {
          try (var in = jar.getInputStream(entry)) {
            look(root, entry.getName(), in.readAllBytes());
          }
        }
      }
    }
  }

  private static String className(String file) {
    return file.substring(0, file.length() - SUFFIX.length()).replace('/', '.');
  }

  private boolean isWanted(String name) {
    if (packages.isEmpty()) {
      return true;
    }
    for (String wanted : packages) {
      if (name.startsWith(wanted + ".")) {
        return true;
      }
    }
    return false;
  }

  private void look(Path root, String file, byte[] bytes) throws IOException {
    String name = className(file);
    if (!isWanted(name) || file.endsWith("module-info.class")) {
      return;
    }
    if (file.endsWith("package-info.class")) {
      if (file.contains("/")) {
        mappedPackages.add(name.substring(0, name.lastIndexOf('.')));
      }
      return;
    }
    boolean mapped = false;
    for (String constant : constants(bytes)) {
      mapped |= ANNOTATIONS.contains(constant);
      if (constant.equals(OLD_ENTITY)) {
        old.add(name);
      }
    }
    if (mapped) {
      found.putIfAbsent(name, root);
    }
  }

  /** The texts of a constant pool. */
  private static List<String> constants(byte[] bytes) throws IOException {
    var texts = new ArrayList<String>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != 0xCAFEBABE) {
        return texts;
      }
      in.readInt();
      int count = in.readUnsignedShort();
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> texts.add(in.readUTF());
          case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
          case 5, 6 -> {
            in.readLong();
            // A long or a double takes two places.
            i++;
          }
          case 7, 8, 16, 19, 20 -> in.readUnsignedShort();
          case 15 -> {
            in.readUnsignedByte();
            in.readUnsignedShort();
          }
          default -> throw new IOException("a constant of the unknown kind " + tag);
        }
      }
    }
    return texts;
  }
}
