package dev.veery.core;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of the cache folder: there as a whole or not at all, readable by its owner alone. One that
 * cannot be read or written is one that is not there.
 */
public final class CacheFile {

  private CacheFile() {}

  /** What is in it, or null. */
  public static byte @Nullable [] read(Path place) {
    try {
      return place.toFile().isFile() ? Files.readAllBytes(place) : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Puts this in the place of what is there. */
  public static void write(Path place, byte[] content) {
    try {
      Path folder = Objects.requireNonNull(place.toAbsolutePath().getParent());
      Files.createDirectories(folder);
      // Readable by its owner alone, as every temporary file.
      Path unfinished = Files.createTempFile(folder, ".tmp-", "");
      try {
        Files.write(unfinished, content);
        Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.delete(unfinished);
      }
    } catch (IOException e) {
      // What it would have said is found out again.
    }
  }
}
