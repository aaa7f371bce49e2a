package dev.veery.engine.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Finds module {@code observe}. An application has it on its class path. The distribution has its
 * jars in a folder of their own, {@code lib/observe}, which no start of the command line looks at
 * unless the configuration asks for something in it: see decision 23.
 */
final class ObserveModule {

  private ObserveModule() {}

  /**
   * @param wantedBy the setting, for the message
   * @throws VeeryException when the module is not there
   */
  static ObserveProvider provider(String wantedBy) {
    ClassLoader own = ObserveModule.class.getClassLoader();
    Optional<ObserveProvider> found = first(own);
    if (found.isEmpty()) {
      List<URL> jars = jars();
      if (!jars.isEmpty()) {
        // Never closed: its classes are used to the end of the process.
        found = first(new URLClassLoader("observe", jars.toArray(new URL[0]), own));
      }
    }
    return found.orElseThrow(() ->
        new VeeryException(
            new Problem(
                ErrorCode.OBSERVE_MISSING,
                wantedBy + " needs the module observe, which is not here",
                "take the whole distribution, with lib/observe; an application adds dev.veery:veery-observe")));
  }

  private static Optional<ObserveProvider> first(ClassLoader loader) {
    return ServiceLoader.load(ObserveProvider.class, loader).findFirst();
  }

  /** Of {@code lib/observe} beside the jar that this class is in. */
  private static List<URL> jars() {
    List<URL> urls = new ArrayList<>();
    try {
      Path own =
          Path.of(ObserveModule.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = own.resolveSibling("observe");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
            urls.add(file.toUri().toURL());
          }
        }
      }
    } catch (IOException | URISyntaxException | RuntimeException e) {
      return List.of();
    }
    return urls;
  }
}
