package dev.veery.embedded.internal;

import dev.veery.core.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where unpacked binaries and initialised data directories are kept between runs: the user's cache
 * directory, because everything in it can be made again.
 */
public final class CacheDirectory {

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
          "set " + CacheFolder.VARIABLE + " to a directory that this user can write to",
          e);
    }
    return new CacheDirectory(root);
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  private static Path usual(ServerAccount account) {
    return account instanceof ServerAccount.ServiceUser && !CacheFolder.isChosen()
        // The home directory of root is usually closed to everybody else.
        ? Path.of("/var/cache/veery")
        : CacheFolder.ofUser();
  }
}
