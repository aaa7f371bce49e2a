package dev.veery.embedded.internal;

import dev.veery.core.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

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
          "make room, or set " + CacheFolder.VARIABLE + " to another directory",
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
        try (InputStream compressed = jar.getInputStream(entry)) {
          TarXz.unpack(compressed, building);
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
