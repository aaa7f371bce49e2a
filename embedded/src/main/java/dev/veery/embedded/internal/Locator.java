package dev.veery.embedded.internal;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the programs of a major: in an archive, else in an installation on this machine. */
public final class Locator {

  private Locator() {}

  /**
   * Programs of the wanted major, unpacked when they come from an archive.
   *
   * @param major 14 to 18, or 0 for the newest there is an archive of
   */
  public static Installation locate(int major, CacheDirectory cache, ServerAccount account) {
    Optional<Archives.Archive> archive = major == 0 ? Archives.newest() : Archives.find(major);
    if (archive.isPresent()) {
      return new ArchiveStore(cache, account).unpacked(archive.get());
    }
    List<Installation> installed = Installations.all();
    return installed.stream()
        .filter(installation -> major == 0 || installation.major() == major)
        .findFirst()
        .orElseThrow(() -> Failure.of(notFound(major, installed), remedy(major)));
  }

  /** The newest major that comes as a jar, else the newest that is installed. */
  public static int newest() {
    Optional<Archives.Archive> archive = Archives.newest();
    if (archive.isPresent()) {
      return archive.get().major();
    }
    List<Installation> installed = Installations.all();
    if (installed.isEmpty()) {
      throw Failure.of(notFound(0, installed), remedy(0));
    }
    return installed.getFirst().major();
  }

  private static String notFound(int major, List<Installation> installed) {
    TreeSet<Integer> available = new TreeSet<>();
    Archives.all().forEach(archive -> available.add(archive.major()));
    installed.forEach(installation -> available.add(installation.major()));
    return (major == 0 ? "no PostgreSQL server" : "no server of PostgreSQL " + major)
        + " was found, neither as a jar nor installed"
        + (available.isEmpty()
            ? ""
            : "; available: "
                + available.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  private static String remedy(int major) {
    Platform platform = Platform.current();
    String number = major == 0 ? "18" : Integer.toString(major);
    String install =
        switch (platform.os()) {
          case LINUX ->
              "the package postgresql-"
                  + number
                  + " (Debian) or postgresql"
                  + number
                  + "-server (Red Hat)";
          case MAC -> "postgresql@" + number + " with Homebrew";
          case WINDOWS -> "PostgreSQL " + number;
        };
    return "add io.zonky.test.postgres:"
        + platform.artifactId()
        + ":"
        + number
        + ".x to the class path or list the jar in "
        + Archives.VARIABLE
        + ", or install "
        + install;
  }
}
