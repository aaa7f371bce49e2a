package dev.veery.entities;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;

/** Where classes are, as people call it: from the directory of the project. */
final class Places {

  private static final int SHOWN = 3;

  private Places() {}

  static String shown(Path place) {
    Path directory = Path.of("").toAbsolutePath();
    Path path = place.toAbsolutePath().normalize();
    return path.startsWith(directory) ? directory.relativize(path).toString() : path.toString();
  }

  /** The first of them where there are many. */
  static String shown(List<Path> places) {
    String first =
        places.stream().limit(SHOWN).map(Places::shown).collect(Collectors.joining(", "));
    return places.size() > SHOWN ? first + " and " + (places.size() - SHOWN) + " more" : first;
  }

  static String shown(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      URI uri = source == null ? null : source.getLocation().toURI();
      return uri == null ? "the class path" : shown(Path.of(uri));
    } catch (URISyntaxException | RuntimeException e) {
      return "the class path";
    }
  }
}
