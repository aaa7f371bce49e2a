package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Data directories of scratch servers that were shut down in good order, kept to start from again.
 *
 * <p>Several processes use one cache at once, and none waits for another. A state is written under
 * a name of its own and then renamed; it is never changed afterwards, and it is renamed again
 * before it is removed. So whoever copies one either gets all of it, or finds at the end that it is
 * no longer there under its name and takes it for one that never was.
 *
 * <p>The server's version and programs are part of a state's name: files of a data directory fit no
 * other ones.
 */
public final class KeptStates {

  /** Together they may take this much; the longest unused goes first. */
  static final long LIMIT_BYTES = 2L << 30;

  static final int LIMIT_COUNT = 64;
  static final Duration LIMIT_AGE = Duration.ofDays(30);

  private static final String UNFINISHED = ".tmp-";

  /** Names the databases of a state that are copied only when somebody asks for them. */
  private static final String LATER = "later";

  private static final int FORMAT = 1;

  private final Path home;
  private final String prefix;
  private final long limitBytes;

  KeptStates(CacheDirectory cache, Installation installation) {
    this(cache.resolve("states"), installation, LIMIT_BYTES);
  }

  KeptStates(Path home, Installation installation, long limitBytes) {
    this.home = home;
    this.prefix =
        installation.version()
            + "-"
            + Integer.toHexString(installation.bin().hashCode())
            + "-"
            + FORMAT
            + "-";
    this.limitBytes = limitBytes;
  }

  /** The keys that there are states for. */
  public static Set<String> keys(CacheDirectory cache, Installation installation) {
    return new KeptStates(cache, installation).keys();
  }

  /** Whether there is one now; it may be gone when it is wanted. */
  boolean has(String key) {
    return Files.exists(home.resolve(prefix + key));
  }

  Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    if (!Files.isDirectory(home)) {
      return keys;
    }
    try (Stream<Path> entries = Files.list(home)) {
      entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && !name.contains(UNFINISHED))
          .forEach(name -> keys.add(name.substring(prefix.length())));
    } catch (IOException e) {
      // A cache that cannot be read is an empty one.
    }
    return keys;
  }

  /**
   * Copies a state, but for the databases that hardly anybody needs: {@link #complete} copies
   * those.
   *
   * @param data the directory to make
   * @return the password of the superuser in it; empty where there is no such state
   */
  Optional<String> copy(String key, Path data, Trees.@Nullable Owner owner) throws IOException {
    Path state = home.resolve(prefix + key);
    try {
      Path used = state.resolve("used");
      String password = Files.readString(state.resolve("password")).strip();
      Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
      Trees.copyPrivate(state.resolve("data"), data, owner, later(state));
      if (Files.exists(used)) {
        return Optional.of(password);
      }
    } catch (NoSuchFileException e) {
      // It was not there, or was removed meanwhile.
    }
    if (Files.exists(data)) {
      Trees.delete(data);
    }
    return Optional.empty();
  }

  /**
   * Copies what was left out, below a server that runs: nobody has been in those databases.
   *
   * @throws IOException also where the state is no longer kept
   */
  void complete(String key, Path data, Trees.@Nullable Owner owner) throws IOException {
    Path state = home.resolve(prefix + key);
    for (Path database : later(state)) {
      Trees.copyPrivate(state.resolve("data").resolve(database), data.resolve(database), owner);
    }
    if (!Files.exists(state.resolve("used"))) {
      throw new IOException("the state is no longer kept");
    }
  }

  /** The directories of the databases that are left out at first. */
  private static Set<Path> later(Path state) throws IOException {
    Path file = state.resolve(LATER);
    Set<Path> directories = new HashSet<>();
    if (Files.exists(file)) {
      for (String oid : Files.readAllLines(file)) {
        directories.add(Path.of("base", oid));
      }
    }
    return directories;
  }

  /**
   * Keeps a copy of the data directory of a server that was shut down in good order.
   *
   * @param later the numbers (oid) of databases that hardly anybody will need
   */
  void keep(String key, Path data, String password, ServerAccount account, List<Long> later)
      throws IOException {
    Path state = home.resolve(prefix + key);
    if (Files.exists(state)) {
      return;
    }
    if (!Files.isDirectory(home)) {
      Files.createDirectories(home, Trees.ownerOnly(home));
    }
    Path building = home.resolve(state.getFileName() + UNFINISHED + UUID.randomUUID());
    try {
      Files.createDirectory(building, Trees.ownerOnly(building));
      Files.writeString(building.resolve("password"), password + "\n");
      Files.write(building.resolve(LATER), later.stream().map(String::valueOf).toList());
      Path copy = building.resolve("data");
      Trees.copyPrivate(data, copy, account.owner());
      // Each server gets its own; the rest is about the one that is gone.
      for (String name : List.of("postgresql.conf", "pg_hba.conf", "postmaster.opts")) {
        Files.deleteIfExists(copy.resolve(name));
      }
      Files.writeString(building.resolve("used"), size(copy) + "\n");
      FileLocks.holding(
          home.resolve("lock"),
          () -> {
            if (!Files.exists(state)) {
              makeRoom(Long.parseLong(Files.readString(building.resolve("used")).strip()));
              Trees.move(building, state);
            }
            return state;
          });
    } finally {
      if (Files.exists(building)) {
        Trees.delete(building);
      }
    }
  }

  private static long size(Path directory) throws IOException {
    long[] bytes = new long[1];
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // What it takes on a disk, which has blocks.
            bytes[0] += (attributes.size() + 4095) / 4096 * 4096;
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }

  private record Entry(Path path, long bytes, Instant used) {}

  /** Removes what is longest unused until there is room for one more. */
  private void makeRoom(long wanted) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<Path> gone = new ArrayList<>();
    try (Stream<Path> paths = Files.list(home)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        entry(path).ifPresent(entries::add);
        if (isAbandoned(path)) {
          gone.add(path);
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::used).reversed());
    long total = wanted;
    int count = 1;
    Instant oldest = Instant.now().minus(LIMIT_AGE);
    for (Entry entry : entries) {
      total += entry.bytes();
      count++;
      if (total > limitBytes || count > LIMIT_COUNT || entry.used().isBefore(oldest)) {
        gone.add(entry.path());
      }
    }
    for (Path path : gone) {
      Path renamed = home.resolve(path.getFileName() + UNFINISHED + UUID.randomUUID());
      Trees.move(path, renamed);
      Trees.delete(renamed);
    }
  }

  private static Optional<Entry> entry(Path path) {
    if (path.getFileName().toString().contains(UNFINISHED)) {
      return Optional.empty();
    }
    Path used = path.resolve("used");
    try {
      return Optional.of(
          new Entry(
              path,
              Long.parseLong(Files.readString(used).strip()),
              Files.getLastModifiedTime(used).toInstant()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Begun by a process that was killed: nobody takes a day for a copy. */
  private static boolean isAbandoned(Path path) {
    try {
      return path.getFileName().toString().contains(UNFINISHED)
          && Files.getLastModifiedTime(path)
              .toInstant()
              .isBefore(Instant.now().minus(Duration.ofDays(1)));
    } catch (IOException e) {
      return false;
    }
  }
}
