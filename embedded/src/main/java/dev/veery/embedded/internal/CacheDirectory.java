package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where unpacked binaries and initialised data directories are kept between runs: the user's cache
 * directory, because everything in it can be made again.
 */
public final class CacheDirectory {

  /** Overrides the place; so does the environment variable {@value #VARIABLE}. */
  public static final String PROPERTY = "veery.cache";

  public static final String VARIABLE = "VEERY_CACHE_DIR";

  private final Path root;

  private CacheDirectory(Path root) {
    this.root = root;
  }

  /**
   * Opens the directory, creating it with narrow permissions. One that has everything already, as
   * in an image of a container, need not be writable.
   *
   * @param chosen what the caller asked for, or null for the usual place
   * @param account who the server will run as and so has to be able to read it
   */
  public static CacheDirectory open(@Nullable Path chosen, ServerAccount account) {
    Path root = (chosen != null ? chosen : usual(account)).toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(root)) {
        if (account instanceof ServerAccount.ServiceUser) {
          // Programs and an empty database: nothing secret, and another user has to get at it.
          Files.createDirectories(root);
        } else {
          Files.createDirectories(root, Trees.ownerOnly(root));
        }
      }
    } catch (IOException e) {
      throw Failure.of(
          "the cache directory " + root + " cannot be used: " + e.getMessage(),
          "set " + VARIABLE + " to a directory that this user can write to",
          e);
    }
    return new CacheDirectory(root);
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  private static Path usual(ServerAccount account) {
    String property = System.getProperty(PROPERTY);
    if (property != null && !property.isBlank()) {
      return Path.of(property);
    }
    String variable = System.getenv(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable);
    }
    if (account instanceof ServerAccount.ServiceUser) {
      // The home directory of root is usually closed to everybody else.
      return Path.of("/var/cache/veery");
    }
    Path home = Path.of(System.getProperty("user.home", "."));
    return switch (Platform.current().os()) {
      case MAC -> home.resolve("Library/Caches/veery");
      case WINDOWS -> {
        String local = System.getenv("LOCALAPPDATA");
        yield local == null
            ? home.resolve("AppData/Local/veery/cache")
            : Path.of(local, "veery", "cache");
      }
      case LINUX -> {
        String xdg = System.getenv("XDG_CACHE_HOME");
        // The base directory specification has a relative path ignored.
        yield xdg != null && xdg.startsWith("/")
            ? Path.of(xdg, "veery")
            : home.resolve(".cache/veery");
      }
    };
  }
}
