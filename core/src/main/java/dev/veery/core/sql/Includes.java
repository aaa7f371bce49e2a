package dev.veery.core.sql;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Finds the files that a script names.
 *
 * <p>{@code \i} and {@code \copy} take paths from the project directory, so that what a script
 * means does not depend on where the command was typed; {@code \ir} takes them from the directory
 * of the file that says it. A path that leads out of the project directory, also by a symbolic
 * link, is refused: a migration is reviewed, checksummed and deployed as part of its project, and
 * what lies outside is none of these.
 */
public final class Includes {

  private final Path project;

  /**
   * @param project the directory that source names are relative to
   */
  public Includes(Path project) {
    this.project = project.toAbsolutePath().normalize();
  }

  /**
   * The file that a command names.
   *
   * @param path as written
   * @param from where the command stands
   * @param relative whether the path is taken from the directory of that file
   * @throws VeeryException when there is no such file in the project
   */
  SqlSource find(String path, SourcePosition from, boolean relative) {
    Path file;
    try {
      Path directory = relative ? project.resolve(from.file()).getParent() : project;
      file = (directory == null ? project : directory).resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw problem(ErrorCode.PSQL_COMMAND_MALFORMED, "\"" + path + "\" is no path", from, "");
    }
    if (!Files.isRegularFile(file)) {
      throw problem(
          ErrorCode.FILE_UNREADABLE,
          "there is no file " + shown(file),
          from,
          relative
              ? "\\ir takes the path from the directory of the file in which it stands"
              : "\\i and \\copy take the path from the project directory, \\ir from the directory of"
                  + " the file in which it stands");
    }
    if (!isInside(file)) {
      throw problem(
          ErrorCode.FILE_UNREADABLE,
          path + " lies outside of the project directory",
          from,
          "copy the file into the project, so that it is deployed with the migration");
    }
    return SqlSource.file(shown(file), file);
  }

  private boolean isInside(Path file) {
    try {
      return file.startsWith(project) && file.toRealPath().startsWith(project.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private String shown(Path file) {
    Path shown = file.startsWith(project) ? project.relativize(file) : file;
    return shown.toString().replace('\\', '/');
  }

  private static VeeryException problem(
      ErrorCode code, String message, SourcePosition position, String remedy) {
    return new VeeryException(new Problem(code, message, position, remedy));
  }
}
