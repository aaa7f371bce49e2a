package dev.veery.cli.terminal;

import dev.veery.core.sql.SourcePosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in a file for people: its name as a link, its line, and carets below. */
public final class SourceExcerpt {

  private static final String TAB = "    ";

  private final Terminal terminal;
  private final List<Path> folders;

  /**
   * @param folders where files may be found, nearest first
   */
  public SourceExcerpt(Terminal terminal, List<Path> folders) {
    this.terminal = terminal;
    this.folders = List.copyOf(folders);
  }

  /** {@code file:line:column}, as an editor understands it from the working directory. */
  public String place(SourcePosition position) {
    Path found = find(position.file());
    // A folder, or a file that is not there, has no lines.
    return found == null
        ? position.file()
        : display(found) + ":" + position.line() + ":" + position.column();
  }

  /**
   * The place, its line and a caret below the column.
   *
   * @param end where the part ends that is marked, or null for one character
   */
  public List<String> lines(SourcePosition position, @Nullable SourcePosition end) {
    List<String> lines = new ArrayList<>();
    Paint paint = terminal.paint();
    String number = Integer.toString(position.line());
    String margin = " ".repeat(number.length());
    String bar = paint.dim(terminal.symbol("│", "|"));
    lines.add(
        " " + margin + paint.dim(terminal.symbol("╭─ ", "--> ")) + paint.cyan(place(position)));
    String line = line(position);
    if (line == null || line.isBlank() || line.indexOf('\0') >= 0) {
      return lines;
    }
    int column = Math.max(1, position.column());
    int room = Math.max(30, terminal.width() - number.length() - 5);
    int length = line.codePointCount(0, line.length());
    // A long line is shown from where the caret is in the middle.
    int from = length <= room || column <= room * 2 / 3 ? 0 : column - room / 2;
    int to = Math.min(length, from + room);
    int start = line.offsetByCodePoints(0, Math.min(from, length));
    String before = line.substring(start, line.offsetByCodePoints(0, Math.min(length, column - 1)));
    String part = line.substring(start, line.offsetByCodePoints(0, to));
    lines.add(" " + paint.dim(number) + " " + bar + " " + part.replace("\t", TAB));
    int indent = Paint.width(before.replace("\t", TAB));
    int marked = 1;
    if (end != null) {
      int last = end.line() > position.line() ? length + 1 : end.column();
      marked = Math.max(1, Math.min(last, to + 1) - column);
    }
    lines.add(
        " " + margin + " " + bar + " " + " ".repeat(indent) + paint.boldRed("^".repeat(marked)));
    return lines;
  }

  private @Nullable String line(SourcePosition position) {
    Path file = find(position.file());
    if (file == null) {
      return null;
    }
    // Not decoded strictly: the problem may be just that it is not UTF-8.
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (int i = 1; i < position.line(); i++) {
        if (reader.readLine() == null) {
          return null;
        }
      }
      String line = reader.readLine();
      return line != null && position.line() == 1 && line.startsWith("\uFEFF")
          ? line.substring(1)
          : line;
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable Path find(String name) {
    for (Path folder : folders) {
      try {
        Path candidate = folder.resolve(name);
        if (Files.isRegularFile(candidate)) {
          return candidate;
        }
      } catch (InvalidPathException e) {
        return null;
      }
    }
    return null;
  }

  /** Relative to the working directory, so that terminals and editors make it a link. */
  private String display(Path file) {
    Path base = folders.getFirst().toAbsolutePath().normalize();
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(base) ? base.relativize(absolute).toString() : file.toString();
  }
}
