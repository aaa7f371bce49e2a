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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The class files of a folder or a jar, looked into without loading any: a class that is annotated
 * names the annotation in its constant pool (JVM specification, 4.4). Some only name it; that is
 * seen once they are loaded.
 */
final class ClassFiles {

  private static final String SUFFIX = ".class";

  private ClassFiles() {}

  /**
   * @param name such as {@code shop.Order} or {@code shop.package-info}
   * @param place the folder or jar
   * @param texts of the constant pool
   */
  record ClassFile(String name, Path place, List<String> texts) {}

  /**
   * Shows those of a folder or a jar.
   *
   * @param wanted names of classes
   */
  static void each(Path place, Predicate<String> wanted, Consumer<ClassFile> visitor)
      throws IOException {
    if (Files.isDirectory(place)) {
      folder(place, wanted, visitor);
    } else {
      jar(place, wanted, visitor);
    }
  }

  private static void folder(Path place, Predicate<String> wanted, Consumer<ClassFile> visitor)
      throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String path = place.relativize(file).toString().replace('\\', '/');
        if (path.endsWith(SUFFIX) && wanted.test(name(path))) {
          visitor.accept(new ClassFile(name(path), place, texts(Files.readAllBytes(file))));
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void jar(Path place, Predicate<String> wanted, Consumer<ClassFile> visitor)
      throws IOException {
    try (JarFile jar = new JarFile(place.toFile())) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        String path = entry.getName();
        // Below META-INF are the same classes for other releases of Java, below the others classes
        // that no class path reaches.
        boolean isReached =
            !path.startsWith("META-INF/")
                && !path.startsWith("BOOT-INF/")
                && !path.startsWith("WEB-INF/");
        if (path.endsWith(SUFFIX) && isReached && wanted.test(name(path))) {
          try (var in = jar.getInputStream(entry)) {
            visitor.accept(new ClassFile(name(path), place, texts(in.readAllBytes())));
          }
        }
      }
    }
  }

  private static String name(String path) {
    return path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
  }

  private static List<String> texts(byte[] bytes) throws IOException {
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
