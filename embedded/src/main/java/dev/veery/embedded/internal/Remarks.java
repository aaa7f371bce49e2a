package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Short texts about one installation, kept in the cache: what was measured of it. A remark that
 * cannot be read or written is one that was never made.
 */
public final class Remarks {

  private final Path home;
  private final String prefix;

  public Remarks(CacheDirectory cache, Installation installation) {
    this.home = cache.resolve("remarks");
    this.prefix =
        installation.version() + "-" + Integer.toHexString(installation.bin().hashCode()) + "-";
  }

  /**
   * What was last said under a name.
   *
   * @param maxAge what is older is forgotten
   */
  public Optional<String> recall(String name, Duration maxAge) {
    Path file = home.resolve(prefix + name);
    try {
      Instant written = Files.getLastModifiedTime(file).toInstant();
      Instant now = Instant.now();
      return written.isBefore(now.minus(maxAge)) || written.isAfter(now)
          ? Optional.empty()
          : Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Says something under a name, in place of what was said before. */
  public void remember(String name, String text) {
    try {
      Files.createDirectories(home, Trees.ownerOnly(home));
      Path file = home.resolve(prefix + name);
      Path unfinished = Files.createTempFile(home, ".tmp-", "");
      Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // It is measured again the next time.
    }
  }
}
