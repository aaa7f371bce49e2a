package dev.veery.engine.backup;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.backup.RowFile;
import dev.veery.postgres.session.SqlStates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of backups. One is made under a name that ends in {@code .partial} and gets its own
 * name when everything is on the disk, so that what a kill leaves behind is never taken for a
 * backup. Only its owner can read it.
 */
final class BackupStore {

  private static final String PARTIAL = ".partial";

  /** Beside the manifest: when the backup was restored and compared, and of which manifest. */
  private static final String PROVEN = "verified";

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;

  BackupStore(Path folder) {
    this.folder = folder;
  }

  /** A new, empty folder, to be given to {@link #publish} or {@link #discard}. */
  Path begin(Backup.Kind kind, Instant now) throws IOException {
    createPrivate(folder);
    String base = NAME.format(now) + "-" + kind.name().toLowerCase(Locale.ROOT);
    for (int i = 1; ; i++) {
      String id = i == 1 ? base : base + "-" + i;
      Path partial = folder.resolve(id + PARTIAL);
      if (!Files.exists(folder.resolve(id)) && !Files.exists(partial)) {
        createPrivate(partial);
        return partial;
      }
    }
  }

  private static void createPrivate(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
  }

  static String id(Path partial) {
    String name = String.valueOf(partial.getFileName());
    return name.substring(0, name.length() - PARTIAL.length());
  }

  /** Every file of a folder with its size and digest, by path; made private on the way. */
  static Map<String, Backup.File> files(Path directory) throws IOException {
    Map<String, Backup.File> files = new LinkedHashMap<>();
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted().toList()) {
        if (posix) {
          Files.setPosixFilePermissions(
              path,
              PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
        String name = directory.relativize(path).toString().replace('\\', '/');
        if (Files.isRegularFile(path) && !name.equals(Manifest.FILE) && !name.equals(PROVEN)) {
          files.put(name, new Backup.File(Files.size(path), RowFile.digest(path)));
        }
      }
    }
    return files;
  }

  /** Writes the manifest and gives the backup its name. */
  Backup publish(Path partial, Backup backup) throws IOException {
    Path manifest = partial.resolve(Manifest.FILE);
    try (FileChannel channel =
            FileChannel.open(manifest, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
      Manifest.write(backup, text);
      out.write(text.toByteArray());
      channel.force(true);
    }
    if (partial.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(manifest, PosixFilePermissions.fromString("rw-------"));
    }
    Path whole = folder.resolve(backup.id());
    try {
      Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, whole);
    }
    return Manifest.read(whole);
  }

  /** Remembers that a backup was restored and compared. */
  static void markProven(Backup backup, Instant now) throws IOException {
    Path mark = backup.directory().resolve(PROVEN);
    Files.writeString(mark, now + " " + RowFile.digest(backup.directory().resolve(Manifest.FILE)));
    if (mark.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(mark, PosixFilePermissions.fromString("rw-------"));
    }
  }

  /** When a backup was restored and compared; null when it never was, or has been changed since. */
  static @Nullable Instant provenAt(Backup backup) {
    try {
      String[] words = Files.readString(backup.directory().resolve(PROVEN)).strip().split(" ");
      return words.length == 2
              && words[1].equals(RowFile.digest(backup.directory().resolve(Manifest.FILE)))
          ? Instant.parse(words[0])
          : null;
    } catch (IOException | DateTimeParseException e) {
      return null;
    }
  }

  /**
   * What can be seen to be wrong without reading every byte: files that are missing or of another
   * size; null for nothing.
   */
  static @Nullable String visibleDamage(Backup backup) {
    for (Map.Entry<String, Backup.File> file : backup.files().entrySet()) {
      try {
        if (Files.size(backup.directory().resolve(file.getKey())) != file.getValue().bytes()) {
          return file.getKey() + " is not what was written";
        }
      } catch (IOException e) {
        return file.getKey() + " is missing";
      }
    }
    return null;
  }

  /** Removes a folder with everything in it. */
  static void discard(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // What is left ends in .partial, and nobody takes it for a backup.
    }
  }

  /**
   * Removes one that did not come to its end.
   *
   * @param partial null where none was begun
   * @param what was being done
   * @return what to throw
   */
  RuntimeException failed(@Nullable Path partial, Exception failure, String what) {
    if (partial != null) {
      discard(partial);
    }
    return switch (failure) {
      case SQLException sql -> SqlStates.unexpected(sql, what);
      case IOException io -> unwritable(io);
      case RuntimeException other -> other;
      default -> new IllegalStateException(failure);
    };
  }

  /** Complete ones, newest first; what is damaged is left out. */
  List<Backup> all() {
    List<Backup> backups = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path one : folders.sorted((a, b) -> b.compareTo(a)).toList()) {
        if (Files.isRegularFile(one.resolve(Manifest.FILE))
            && !one.getFileName().toString().endsWith(PARTIAL)) {
          try {
            backups.add(Manifest.read(one));
          } catch (IOException e) {
            // veery restore names it and says what is wrong with it.
          }
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    return backups;
  }

  /**
   * One by its id, or by the path of its folder; {@code latest} is the newest.
   *
   * @throws VeeryException when there is none, or its manifest cannot be read
   */
  Backup find(String name, Path working) {
    if (name.equals("latest") && !all().isEmpty()) {
      return all().getFirst();
    }
    for (Path candidate : List.of(folder.resolve(name), working.resolve(name))) {
      if (Files.isRegularFile(candidate.resolve(Manifest.FILE))) {
        try {
          return Manifest.read(candidate);
        } catch (IOException e) {
          throw damaged(name, String.valueOf(e.getMessage()));
        }
      }
    }
    List<String> known = new ArrayList<>();
    all().forEach(backup -> known.add(backup.id()));
    throw new VeeryException(
        new Problem(
            ErrorCode.BACKUP_MISSING,
            "there is no backup " + name + " in " + folder,
            known.isEmpty() ? "veery backup makes one" : "there are " + String.join(", ", known)));
  }

  /**
   * Holds the files against the manifest.
   *
   * @throws VeeryException with everything that is wrong
   */
  static void check(Backup backup) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Backup.File> present;
    try {
      present = files(backup.directory());
    } catch (IOException e) {
      throw unreadable(backup.directory(), e);
    }
    backup
        .files()
        .forEach((name, file) -> {
          Backup.File now = present.get(name);
          if (now == null) {
            problems.add(damaged(backup.id(), name + " is missing").problems().getFirst());
          } else if (!now.equals(file)) {
            problems.add(
                damaged(backup.id(), name + " is not what was written").problems().getFirst());
          }
        });
    for (String name : present.keySet()) {
      if (!backup.files().containsKey(name)) {
        problems.add(damaged(backup.id(), name + " was added").problems().getFirst());
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  static VeeryException damaged(String id, String what) {
    return new VeeryException(
        new Problem(
            ErrorCode.BACKUP_DAMAGED,
            "backup " + id + " is damaged: " + what,
            "use another one; nothing was restored from it"));
  }

  VeeryException unwritable(IOException e) {
    return new VeeryException(
        new Problem(
            ErrorCode.BACKUP_FAILED,
            "the backup cannot be written to " + folder + ": " + e.getMessage(),
            "nothing half-done was kept, and nothing was run; make room, or choose another [backups] directory"),
        e);
  }

  static VeeryException unreadable(Path path, IOException e) {
    return new VeeryException(
        new Problem(ErrorCode.FILE_UNREADABLE, "cannot read " + path + ": " + e.getMessage(), ""),
        e);
  }

  /**
   * Removes what is neither among the newest nor young enough, each kind by itself.
   *
   * @param keep how many of each kind stay in any case
   * @param youngest from when on all stay
   * @return what was removed
   */
  List<Backup> prune(int keep, Instant youngest) {
    List<Backup> removed = new ArrayList<>();
    for (Backup.Kind kind : Backup.Kind.values()) {
      List<Backup> own = new ArrayList<>();
      all().stream().filter(backup -> backup.kind() == kind).forEach(own::add);
      for (Backup old : own.subList(Math.min(keep, own.size()), own.size())) {
        if (old.createdAt().isBefore(youngest)) {
          discard(old.directory());
          removed.add(old);
        }
      }
    }
    return removed;
  }

  /**
   * Removes what was never finished: whoever made it was killed, if nothing in it has been written
   * since.
   *
   * @param before from when on somebody may still be at work
   */
  void sweep(Instant before) {
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path one : folders.toList()) {
        if (one.getFileName().toString().endsWith(PARTIAL) && written(one).isBefore(before)) {
          discard(one);
        }
      }
    } catch (IOException e) {
      // It is in nobody's way but the disk's, and the next backup tries again.
    }
  }

  /** When something in it was written last. */
  private static Instant written(Path directory) throws IOException {
    Instant last = Instant.MIN;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        Instant at = Files.getLastModifiedTime(path).toInstant();
        last = at.isAfter(last) ? at : last;
      }
    }
    return last;
  }
}
