package dev.veery.embedded.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds servers that are installed on this machine: where {@code PG_CONFIG} or a {@code pg_config}
 * on the path point, then where packages and installers put them.
 */
final class Installations {

  private static final Pattern VERSION_OUTPUT = Pattern.compile("\\(PostgreSQL\\) (\\d\\S*)");

  private Installations() {}

  /** The best first: what the user points at, then the newest. */
  static List<Installation> all() {
    List<Installation> pointedAt = withServer(pointedAt());
    List<Installation> usual = new ArrayList<>(withServer(usualPlaces(Platform.current().os())));
    usual.sort(Comparator.comparing(Installation::version, Archives::compareVersions).reversed());
    List<Installation> found = new ArrayList<>(pointedAt);
    usual.stream().filter(installation -> !found.contains(installation)).forEach(found::add);
    return found;
  }

  /** Those directories that hold a server, and not only a client, and the version it says it is. */
  static List<Installation> withServer(Iterable<Path> directories) {
    List<Installation> found = new ArrayList<>();
    for (Path bin : directories) {
      if (!Installation.hasServer(bin)) {
        continue;
      }
      String version = output(new Installation("0", bin).postgres().toString(), "--version");
      Matcher matcher = VERSION_OUTPUT.matcher(version);
      if (matcher.find()) {
        found.add(new Installation(matcher.group(1), bin));
      }
    }
    return found;
  }

  private static Set<Path> pointedAt() {
    Set<Path> directories = new LinkedHashSet<>();
    List<String> programs = new ArrayList<>();
    String variable = System.getenv("PG_CONFIG");
    if (variable != null && !variable.isBlank()) {
      programs.add(variable);
    }
    programs.add(Platform.current().program("pg_config"));
    for (String program : programs) {
      String bin = output(program, "--bindir");
      if (!bin.isBlank() && !bin.contains("\n")) {
        directories.add(Path.of(bin));
      }
    }
    String path = System.getenv("PATH");
    if (path != null) {
      for (String directory : path.split(Pattern.quote(File.pathSeparator), -1)) {
        if (!directory.isBlank()) {
          directories.add(Path.of(directory));
        }
      }
    }
    return directories;
  }

  private static List<Path> usualPlaces(Platform.Os os) {
    List<Path> directories = new ArrayList<>();
    switch (os) {
      case LINUX -> {
        // Debian and Ubuntu; the PGDG packages of Red Hat and SUSE; Fedora, Arch, Alpine.
        addMatching(directories, Path.of("/usr/lib/postgresql"), "*", "bin");
        addMatching(directories, Path.of("/usr"), "pgsql-*", "bin");
        addMatching(directories, Path.of("/usr/libexec"), "postgresql*", "");
        directories.add(Path.of("/usr/local/pgsql/bin"));
      }
      case MAC -> {
        for (String prefix : List.of("/opt/homebrew/opt", "/usr/local/opt")) {
          addMatching(directories, Path.of(prefix), "postgresql*", "bin");
        }
        addMatching(
            directories, Path.of("/Applications/Postgres.app/Contents/Versions"), "*", "bin");
        addMatching(directories, Path.of("/Library/PostgreSQL"), "*", "bin");
        addMatching(directories, Path.of("/opt/local/lib"), "postgresql*", "bin");
      }
      case WINDOWS -> {
        String programs = System.getenv("ProgramFiles");
        if (programs != null) {
          addMatching(directories, Path.of(programs, "PostgreSQL"), "*", "bin");
        }
      }
    }
    return directories;
  }

  private static void addMatching(List<Path> directories, Path parent, String glob, String child) {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (DirectoryStream<Path> matching = Files.newDirectoryStream(parent, glob)) {
      matching.forEach(path -> directories.add(path.resolve(child)));
    } catch (IOException e) {
      // A directory that may not be listed offers nothing.
    }
  }

  private static String output(String program, String option) {
    try {
      Commands.Outcome outcome =
          Commands.run(List.of(program, option), null, Duration.ofSeconds(10));
      return outcome.succeeded() ? outcome.output() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
