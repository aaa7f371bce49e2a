package dev.veery.core;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a user's programs keep what can be made again, by the custom of each system: {@code
 * XDG_CACHE_HOME} or {@code ~/.cache} (XDG Base Directory Specification), {@code ~/Library/Caches},
 * {@code %LOCALAPPDATA%}.
 */
public final class CacheFolder {

  /** A system property that overrides the place; so does the variable {@value #VARIABLE}. */
  public static final String PROPERTY = "veery.cache";

  public static final String VARIABLE = "VEERY_CACHE_DIR";

  private CacheFolder() {}

  /** The folder of the user who runs this; it need not exist. */
  public static Path ofUser() {
    String property = System.getProperty(PROPERTY);
    if (property != null && !property.isBlank()) {
      return Path.of(property);
    }
    String variable = System.getenv(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable);
    }
    Path home = Path.of(System.getProperty("user.home", "."));
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      String local = System.getenv("LOCALAPPDATA");
      return local == null
          ? home.resolve("AppData/Local/veery/cache")
          : Path.of(local, "veery", "cache");
    }
    if (system.startsWith("mac") || system.startsWith("darwin")) {
      return home.resolve("Library/Caches/veery");
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    // The base directory specification has a relative path ignored.
    return xdg != null && xdg.startsWith("/")
        ? Path.of(xdg, "veery")
        : home.resolve(".cache/veery");
  }

  /** Whether the user has chosen the place, so that no better one is to be looked for. */
  public static boolean isChosen() {
    String property = System.getProperty(PROPERTY);
    String variable = System.getenv(VARIABLE);
    return (property != null && !property.isBlank()) || (variable != null && !variable.isBlank());
  }
}
