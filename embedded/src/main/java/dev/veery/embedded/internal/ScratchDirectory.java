package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one throwaway server. A lock on a file beside it says that its owner lives; the
 * operating system lets go of the lock when the owner dies, however it dies. The name has the
 * owner's process id in it, because on POSIX systems a process that closes any handle on a file
 * loses its locks on it: a sweep must not open what its own process holds.
 */
final class ScratchDirectory implements AutoCloseable {

  private static final String PREFIX = "veery-";
  private static final String LOCK_SUFFIX = ".lock";

  /** Less room than this in a memory file system, and the disk is the better place. */
  private static final long ROOM_WANTED = 1L << 30;

  private final Path path;
  private final Path lockFile;
  private final FileChannel channel;

  private ScratchDirectory(Path path, Path lockFile, FileChannel channel) {
    this.path = path;
    this.lockFile = lockFile;
    this.channel = channel;
  }

  Path path() {
    return path;
  }

  static ScratchDirectory create(@Nullable Path chosen, ServerAccount account) throws IOException {
    Path base = chosen != null ? chosen : bases().getFirst();
    while (true) {
      String name =
          PREFIX
              + ProcessHandle.current().pid()
              + "-"
              + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
      Path path = base.resolve(name);
      Path lockFile = base.resolve(name + LOCK_SUFFIX);
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null || !Files.exists(lockFile)) {
        // Somebody swept the file between its creation and the lock.
        channel.close();
        continue;
      }
      Files.createDirectory(path, Trees.ownerOnly(path));
      Trees.Owner owner = account.owner();
      if (owner != null) {
        owner.apply(path);
      }
      return new ScratchDirectory(path, lockFile, channel);
    }
  }

  /** Where scratch servers may be: memory first, when it has room. */
  static List<Path> bases() {
    List<Path> bases = new ArrayList<>();
    Path memory = Path.of("/dev/shm");
    if (Platform.current().os() == Platform.Os.LINUX && Files.isWritable(memory)) {
      try {
        if (Files.getFileStore(memory).getUsableSpace() >= ROOM_WANTED) {
          bases.add(memory);
        }
      } catch (IOException e) {
        // Not a place to rely on, then.
      }
    }
    bases.add(Path.of(System.getProperty("java.io.tmpdir")));
    return bases;
  }

  /** Removes what is left of the directory and lets go of the lock. */
  @Override
  public void close() throws IOException {
    try {
      if (Files.exists(path)) {
        Trees.delete(path);
      }
    } finally {
      Files.deleteIfExists(lockFile);
      channel.close();
    }
  }

  /** The same where nobody can be told that it failed; the next start sweeps then. */
  void removeQuietly() {
    try {
      close();
    } catch (IOException e) {
      // As said.
    }
  }

  /**
   * Stops and removes what processes that are dead have left behind. That is rare: it takes the
   * death of a server's owner and of its supervisor, or of the machine.
   *
   * @return how many were removed
   */
  static int sweep(Path base) {
    int removed = 0;
    String own = PREFIX + ProcessHandle.current().pid() + "-";
    try (DirectoryStream<Path> locks =
        Files.newDirectoryStream(base, PREFIX + "*-*" + LOCK_SUFFIX)) {
      for (Path lockFile : locks) {
        if (!lockFile.getFileName().toString().startsWith(own) && sweepOne(lockFile)) {
          removed++;
        }
      }
    } catch (IOException e) {
      // A directory that cannot be listed is not ours to clean.
    }
    return removed;
  }

  private static boolean sweepOne(Path lockFile) {
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return false;
      }
      String name = lockFile.getFileName().toString();
      Path path = lockFile.resolveSibling(name.substring(0, name.length() - LOCK_SUFFIX.length()));
      if (Files.exists(path)) {
        stopServerOf(path.resolve("data"));
        Trees.delete(path);
      }
      return Files.deleteIfExists(lockFile);
    } catch (IOException | OverlappingFileLockException e) {
      // Another user's, or somebody else is sweeping.
      return false;
    }
  }

  /** Stops a server, once it is certain that the process of that number is the server. */
  private static void stopServerOf(Path data) throws IOException {
    Optional<PidFile> pidFile = PidFile.read(data);
    if (pidFile.isEmpty()) {
      return;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pidFile.get().pid());
    if (process.isEmpty()
        || !process.get().info().commandLine().orElse("").contains(data.toString())) {
      return;
    }
    if (Platform.current().isWindows()) {
      process.get().destroyForcibly();
    } else {
      // SIGQUIT is PostgreSQL's immediate shutdown; unlike SIGKILL it frees the shared memory.
      Commands.run(
          List.of("kill", "-QUIT", Long.toString(pidFile.get().pid())),
          null,
          Duration.ofSeconds(10));
    }
    try {
      process.get().onExit().get(5, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      process.get().destroyForcibly();
    }
  }
}
