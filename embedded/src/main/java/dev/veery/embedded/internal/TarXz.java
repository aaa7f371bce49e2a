package dev.veery.embedded.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks a compressed tar file. Apart from its caller, so that a start that has nothing to unpack
 * does not load the libraries that do it.
 */
final class TarXz {

  private TarXz() {}

  static void unpack(InputStream compressed, Path root) throws IOException {
    try (InputStream raw = new BufferedInputStream(compressed, 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(raw))) {
      unpack(tar, root);
    }
  }

  private static void unpack(TarArchiveInputStream tar, Path root) throws IOException {
    TarArchiveEntry entry = tar.getNextEntry();
    for (; entry != null; entry = tar.getNextEntry()) {
      String name = entry.getName();
      if (isForDevelopment(name)) {
        continue;
      }
      Path target = root.resolve(name).normalize();
      if (!target.startsWith(root)) {
        throw new IOException("the archive has an entry outside of itself: " + name);
      }
      if (entry.isDirectory()) {
        Files.createDirectories(target);
      } else if (entry.isSymbolicLink() || entry.isLink()) {
        link(entry, target, root);
      } else if (entry.isFile()) {
        Files.createDirectories(parent(target));
        Files.copy(tar, target);
        setMode(target, entry.getMode());
      }
    }
  }

  /** Static libraries and what compiles extensions: a third of the files, of no use to a server. */
  private static boolean isForDevelopment(String name) {
    return name.endsWith(".a") || name.contains("/pgxs/") || name.contains("/pkgconfig/");
  }

  private static void link(TarArchiveEntry entry, Path target, Path root) throws IOException {
    Path pointed =
        entry.isLink()
            ? root.resolve(entry.getLinkName())
            : parent(target).resolve(entry.getLinkName());
    if (!pointed.normalize().startsWith(root)) {
      throw new IOException("the archive has a link to the outside: " + entry.getName());
    }
    Files.createDirectories(parent(target));
    if (entry.isLink()) {
      Files.createLink(target, pointed.normalize());
    } else {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    }
  }

  private static Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("no directory to put " + path + " in");
    }
    return parent;
  }

  private static void setMode(Path file, int mode) throws IOException {
    if (Trees.isPosix(file)) {
      Set<PosixFilePermission> permissions =
          PosixFilePermissions.fromString((mode & 0111) == 0 ? "rw-r--r--" : "rwxr-xr-x");
      Files.setPosixFilePermissions(file, permissions);
    }
  }
}
