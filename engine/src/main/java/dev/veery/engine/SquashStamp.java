package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a database has to accept so that one migration stands for those that it has run. */
public final class SquashStamp {

  private SquashStamp() {}

  /**
   * The versions whose records change.
   *
   * @param directory of the project, for paths
   * @throws VeeryException when no file stands for others, or the database lacks one of those
   */
  public static List<Version> versions(List<Migration> files, History history, Path directory) {
    var versions = new ArrayList<Version>();
    var problems = new ArrayList<Problem>();
    boolean found = false;
    for (Migration migration : files) {
      List<String> names = marked(directory.resolve(migration.path()));
      found |= !names.isEmpty();
      var missing = new ArrayList<String>();
      for (String name : names) {
        var version = new Version(name);
        AppliedMigration applied = history.find(version);
        if (applied == null || applied.state() != AppliedMigration.State.APPLIED) {
          missing.add(name);
        } else {
          versions.add(version);
        }
      }
      // A new database runs it, and has nothing to accept.
      if (!missing.isEmpty() && missing.size() < names.size()) {
        problems.add(
            new Problem(
                ErrorCode.NOT_APPLIED,
                migration.label()
                    + " stands for "
                    + String.join(", ", missing)
                    + ", too, and this database has not run "
                    + (missing.size() == 1 ? "it" : "them"),
                "put the files of the archive back, run veery up, and squash again"));
      }
    }
    if (!found) {
      problems.add(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "no migration stands for others",
              "veery squash writes one that does"));
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return versions;
  }

  private static List<String> marked(Path file) {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (var lines = Files.lines(file)) {
      return lines
          .limit(40)
          .filter(line -> line.startsWith(Squashed.MARK))
          .flatMap(line -> List.of(line.substring(Squashed.MARK.length()).split(",")).stream())
          .map(String::strip)
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of();
    }
  }
}
