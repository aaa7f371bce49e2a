package dev.veery.embedded.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks an archive once per version. The tree appears under its final name by one rename, when
 * its server has been seen to run; whoever sees the name may use what is under it.
 */
final class ArchiveStore {

  private static final Pattern VERSION_OUTPUT = Pattern.compile("\\(PostgreSQL\\) (\\S+)");

  private final CacheDirectory cache;
  private final ServerAccount account;

  ArchiveStore(CacheDirectory cache, ServerAccount account) {
    this.cache = cache;
    this.account = account;
  }

  Installation unpacked(Archives.Archive archive) {
    String name = "postgres-" + archive.version() + "-" + Platform.current().artifact();
    Path home = cache.resolve(name);
    try {
      // The version is a file in the tree, so that a warm start need not run a program to ask.
      Path versionFile = home.resolve("VERSION");
      if (!Files.exists(versionFile)) {
        FileLocks.holding(
            cache.resolve(name + ".lock"),
            () -> {
              if (!Files.exists(versionFile)) {
                unpack(archive, home);
              }
              return home;
            });
      }
      return new Installation(Files.readString(versionFile).strip(), home.resolve("bin"));
    } catch (IOException e) {
      throw Failure.of(
          "PostgreSQL "
              + archive.version()
              + " cannot be unpacked to "
              + home
              + ": "
              + Failure.reason(e),
          "make room, or set " + CacheDirectory.VARIABLE + " to another directory",
          e);
    }
  }

  private void unpack(Archives.Archive archive, Path home) throws IOException {
    Path building = Trees.unfinished(home);
    try {
      Files.createDirectory(building);
      try (ZipFile jar = new ZipFile(archive.jar().toFile())) {
        ZipEntry entry = jar.getEntry(Platform.current().entry());
        if (entry == null) {
          throw new IOException(archive.jar() + " has no entry " + Platform.current().entry());
        }
        try (InputStream raw = new BufferedInputStream(jar.getInputStream(entry), 1 << 16);
            TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(raw))) {
          unpack(tar, building);
        }
      }
      Installation installation = new Installation("unknown", building.resolve("bin"));
      Files.writeString(building.resolve("VERSION"), versionOf(installation.postgres()) + "\n");
      if (Files.exists(home)) {
        Trees.delete(home);
      }
      Trees.move(building, home);
    } finally {
      if (Files.exists(building)) {
        Trees.delete(building);
      }
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

  private String versionOf(Path postgres) throws IOException {
    Commands.Outcome outcome;
    try {
      outcome =
          Commands.run(
              account.command(List.of(postgres.toString(), "--version")),
              null,
              Duration.ofSeconds(30));
    } catch (IOException e) {
      throw new IOException(cannotExecute(postgres, String.valueOf(e.getMessage())), e);
    }
    Matcher matcher = VERSION_OUTPUT.matcher(outcome.output());
    if (!outcome.succeeded() || !matcher.find()) {
      throw new IOException(cannotExecute(postgres, outcome.output()));
    }
    return matcher.group(1);
  }

  private static String cannotExecute(Path postgres, String why) {
    return "the unpacked "
        + postgres.getFileName()
        + " does not run there; the file system may be mounted noexec, or a library of the system"
        + " may be missing: "
        + why;
  }
}
