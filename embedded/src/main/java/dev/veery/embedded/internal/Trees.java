package dev.veery.embedded.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies and removes directory trees. */
final class Trees {

  private Trees() {}

  /** Attributes that make a new directory its owner's alone, where the file system knows such. */
  static FileAttribute<?>[] ownerOnly(Path where) {
    return isPosix(where)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Copies a data directory. Every directory of one has the mode 0700 and every file 0600, so modes
   * are given at creation instead of being read and set: three system calls less for each.
   *
   * @param owner user and group that get the copy, or null to keep the caller as the owner
   */
  static void copyPrivate(Path from, Path to, @Nullable Owner owner) throws IOException {
    copyPrivate(from, to, owner, Set.of());
  }

  /**
   * As {@link #copyPrivate(Path, Path, Owner)}.
   *
   * @param without directories that are left out, relative to the tree
   */
  static void copyPrivate(Path from, Path to, @Nullable Owner owner, Set<Path> without)
      throws IOException {
    FileAttribute<?>[] attributes = ownerOnly(to);
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes basic)
              throws IOException {
            Path relative = from.relativize(directory);
            if (without.contains(relative)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Path target = to.resolve(relative);
            Files.createDirectory(target, attributes);
            if (owner != null) {
              owner.apply(target);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes basic)
              throws IOException {
            files.add(from.relativize(file));
            return FileVisitResult.CONTINUE;
          }
        });
    copy(from, to, files, owner);
  }

  /** Where a second thread is worth its start: the kernel works for each by itself. */
  private static final int MANY = 2000;

  /** Not the common pool, which on two processors has one thread that may be at work for long. */
  private static final Executor OTHER =
      task -> Thread.ofPlatform().daemon().name("veery-embedded-copy").start(task);

  private static void copy(Path from, Path to, List<Path> files, @Nullable Owner owner)
      throws IOException {
    if (files.size() < MANY) {
      copy(from, to, files, owner, 0, 1);
      return;
    }
    var other =
        CompletableFuture.runAsync(
            () -> {
              try {
                copy(from, to, files, owner, 1, 2);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            OTHER);
    try {
      copy(from, to, files, owner, 0, 2);
    } finally {
      // Nobody may remove what is still being written.
      other.exceptionally(e -> null).join();
    }
    try {
      other.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UncheckedIOException io ? io.getCause() : new IOException(e);
    }
  }

  /** Every so manieth of some files, beginning with one of the first. */
  private static void copy(
      Path from, Path to, List<Path> files, @Nullable Owner owner, int first, int step)
      throws IOException {
    for (int i = first; i < files.size(); i += step) {
      Path target = to.resolve(files.get(i));
      Files.copy(from.resolve(files.get(i)), target);
      if (owner != null) {
        owner.applyUser(target);
      }
    }
  }

  /** A user and a group by number. */
  record Owner(int uid, int gid) {
    void apply(Path path) throws IOException {
      applyUser(path);
      Files.setAttribute(path, "unix:gid", gid);
    }

    /** Enough for a file that is its owner's alone: its group has no say. */
    void applyUser(Path path) throws IOException {
      Files.setAttribute(path, "unix:uid", uid);
    }

    void applyToTree(Path root) throws IOException {
      try (var paths = Files.walk(root)) {
        for (Path path : (Iterable<Path>) paths::iterator) {
          apply(path);
        }
      }
    }
  }

  /**
   * A new name beside the final one of a tree that is about to be made. Unfinished ones of earlier
   * attempts, whose processes were killed, are removed; the caller holds a lock on the final name.
   */
  static Path unfinished(Path finished) throws IOException {
    String prefix = finished.getFileName() + ".tmp-";
    Path parent = finished.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("there is nothing beside " + finished);
    }
    List<Path> left;
    try (Stream<Path> siblings = Files.list(parent)) {
      left = siblings.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
    }
    for (Path path : left) {
      delete(path);
    }
    return parent.resolve(prefix + UUID.randomUUID());
  }

  /** Gives a finished tree its final name, in one step. */
  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename " + from + " in one step", e);
    }
  }

  /** Removes a tree that another process may be removing too; what is gone already is fine. */
  static void delete(Path root) throws IOException {
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            if (e != null && !(e instanceof NoSuchFileException)) {
              throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        };
    Files.walkFileTree(root, Set.of(), Integer.MAX_VALUE, visitor);
  }
}
