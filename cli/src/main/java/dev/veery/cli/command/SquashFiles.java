package dev.veery.cli.command;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.source.NewFile;
import dev.veery.engine.Squashed;
import dev.veery.engine.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the files of migrations away, and that of one in their place. */
final class SquashFiles {

  /** Layouts in which a migration is one file, whose name begins with its version. */
  private static final Set<String> SINGLE = Set.of("veery", "dbmate", "goose");

  private SquashFiles() {}

  static void check(Config config, MigrationSet set, String archive) {
    if (!SINGLE.contains(set.layout())) {
      throw new VeeryException(
          new Problem(
              ErrorCode.SQUASH_IMPOSSIBLE,
              "migrations of the layout " + set.layout() + " cannot be squashed",
              "it works where each migration is one file: " + String.join(", ", sorted())));
    }
    Path folder = config.directory().resolve(archive).normalize();
    if (folder.startsWith(config.migrations().normalize())) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--archive: " + archive + " is within the folder of the migrations",
              "choose a folder beside it"));
    }
  }

  private static List<String> sorted() {
    return SINGLE.stream().sorted().toList();
  }

  /** The new file, under the version of the last migration that it stands for. */
  static List<NewFile> inPlaceOf(
      Migration last, String name, Squashed squashed, List<NewFile> files) {
    NewFile file = files.getFirst();
    String folder = last.path().substring(0, last.path().lastIndexOf('/') + 1);
    String written = file.path().substring(file.path().lastIndexOf('/') + 1);
    String title = written.replaceFirst("^[0-9.]+", "");
    String text = file.text();
    int up = text.indexOf("\n\n");
    // The mark goes to the end of the header, or to the head of a file that has none.
    String marked =
        text.startsWith("-- Migration: ") && up > 0
            ? text.substring(0, up) + "\n" + squashed.mark() + text.substring(up)
            : squashed.mark() + "\n" + text;
    return List.of(new NewFile(folder + last.version().text() + title, marked, false));
  }

  /**
   * Moves the old files away and writes the new one; where anything fails, everything is as it was.
   *
   * @return where the old ones were
   */
  static List<String> write(
      Config config, MigrationSet set, Squashed squashed, List<NewFile> files, String archive) {
    Path project = config.directory();
    Path folder = project.resolve(archive);
    Map<Path, Path> moves = new LinkedHashMap<>();
    var names = new ArrayList<String>();
    for (Migration migration : squashed.replaced()) {
      Path path = project.resolve(migration.path());
      moves.put(path, folder.resolve(path.getFileName().toString()));
      names.add(migration.path());
    }
    moves.forEach((from, to) -> {
      if (Files.exists(to)) {
        throw new VeeryException(
            new Problem(
                ErrorCode.ARGUMENT_INVALID,
                archive + " has a file " + to.getFileName() + " already",
                "choose another folder with --archive"));
      }
    });
    var done = new ArrayList<Path>();
    try {
      Files.createDirectories(folder);
      for (Map.Entry<Path, Path> move : moves.entrySet()) {
        Files.move(move.getKey(), move.getValue());
        done.add(move.getKey());
      }
      for (NewFile file : files) {
        Path path = project.resolve(file.path());
        Path part = path.resolveSibling(path.getFileName() + ".part");
        Files.writeString(part, file.text());
        Files.move(part, path);
      }
    } catch (IOException e) {
      done.forEach(from -> back(moves, from));
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE,
              "the files cannot be put away, and are where they were: " + e.getMessage(),
              ""),
          e);
    }
    return names;
  }

  private static void back(Map<Path, Path> moves, Path from) {
    Path to = moves.get(from);
    try {
      if (to != null && Files.exists(to) && !Files.exists(from)) {
        Files.move(to, from);
      }
    } catch (IOException e) {
      // It is still in the archive, which the message names.
    }
  }
}
