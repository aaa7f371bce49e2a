package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Directive;
import dev.veery.core.source.Markers.Kind;
import dev.veery.core.source.Markers.Mark;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.SqlComment;
import dev.veery.core.sql.SqlComments;
import dev.veery.core.sql.SqlSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file cut into its sections.
 *
 * <p>Only what the server would see as a comment is a marker: the same words in a string, a
 * function body or the data of a COPY are left alone. A marker stands on a line of its own, and it
 * ends the statement before it even where the semicolon is missing.
 *
 * @param parts at most one of each kind, in the order of the file; never empty
 * @param options what markers say about the whole file
 */
record Sections(List<Part> parts, List<Directive> options) {

  /** A section's text and what its marker says about it. */
  record Part(Kind kind, SqlSource source, List<Directive> directives) {}

  @Nullable Part find(Kind kind) {
    for (Part part : parts) {
      if (part.kind == kind) {
        return part;
      }
    }
    return null;
  }

  /**
   * Cuts a file.
   *
   * @throws VeeryException with every marker that is malformed, out of place or repeated
   */
  static Sections cut(SqlSource file, Head head, Markers markers) {
    return new Cutter(file, markers).cut(head);
  }

  private static final class Cutter {
    private final Markers markers;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Directive> options = new ArrayList<>();
    private final List<Opening> openings = new ArrayList<>();
    private final List<SqlComment> unendedStatements = new ArrayList<>();
    private SqlSource file;

    private record Opening(Mark.Section mark, SqlComment comment) {}

    Cutter(SqlSource file, Markers markers) {
      this.file = file;
      this.markers = markers;
    }

    Sections cut(Head head) {
      SqlComments.scan(
          file,
          comment -> {
            if (comment.ownLine() && !comment.block()) {
              visit(comment);
            }
            return true;
          });
      if (!unendedStatements.isEmpty()) {
        endStatements();
      }
      List<Part> parts = parts(head);
      if (!problems.isEmpty()) {
        throw new VeeryException(problems);
      }
      return new Sections(parts, options);
    }

    private void visit(SqlComment comment) {
      // A comment of dashes, such as "--- Up Migration ---", has some of them left.
      String text = comment.content();
      try {
        switch (markers.read(text, comment::position)) {
          case null -> StrayMarkers.check(text, comment, markers, !openings.isEmpty());
          case Mark.Section section -> open(section, comment);
          case Mark.Option option -> options.add(option.directive());
          case Mark.StatementEnd end -> {
            if (comment.insideStatement()) {
              unendedStatements.add(comment);
            }
          }
          case Mark.Nothing nothing -> {}
        }
      } catch (VeeryException e) {
        problems.addAll(e.problems());
      }
    }

    private void open(Mark.Section mark, SqlComment comment) {
      for (Opening earlier : openings) {
        if (earlier.mark.kind() == mark.kind()) {
          problems.add(
              problem(
                  "a second "
                      + mark.kind().word()
                      + " section; the first one is in line "
                      + earlier.comment.position().line(),
                  comment.position(),
                  "join the two, or give one its own file"));
          return;
        }
      }
      if (mark.kind() == Kind.UP && !openings.isEmpty()) {
        problems.add(
            problem(
                "the up section comes after the "
                    + openings.getFirst().mark.kind().word()
                    + " section",
                comment.position(),
                "put the up section first"));
      }
      openings.add(new Opening(mark, comment));
    }

    private List<Part> parts(Head head) {
      List<Part> parts = new ArrayList<>();
      long first = openings.isEmpty() ? file.length() : openings.getFirst().comment.start();
      boolean sqlBefore = !head.empty() && head.statement() < first;
      boolean hasUp = !openings.isEmpty() && openings.getFirst().mark.kind() == Kind.UP;
      if (!hasUp) {
        if (!markers.optional()) {
          problems.add(
              problem(
                  file.name() + " has no line '" + markers.upMarker() + "'",
                  SourcePosition.startOf(file.name()),
                  "write it above the statements of the up direction"));
        }
        long end = openings.isEmpty() ? file.length() : openings.getFirst().comment.lineStart();
        parts.add(new Part(Kind.UP, file.section(0, end), List.of()));
      } else if (sqlBefore) {
        problems.add(
            problem(
                "a statement stands before the first section",
                file.position(head.statement()),
                "move it below '" + markers.upMarker() + "'"));
      }
      for (int i = 0; i < openings.size(); i++) {
        Opening opening = openings.get(i);
        long from = opening.comment.nextLine();
        long to = i + 1 < openings.size() ? openings.get(i + 1).comment.lineStart() : file.length();
        parts.add(new Part(opening.mark.kind(), file.section(from, to), opening.mark.directives()));
      }
      return parts;
    }

    /**
     * Writes a semicolon over the comment that ends a statement which has none. Nothing moves, so
     * every position stays what it is.
     */
    private void endStatements() {
      byte[] bytes = file.bytes(0, file.length());
      for (SqlComment comment : unendedStatements) {
        Arrays.fill(bytes, (int) comment.start(), (int) comment.end(), (byte) ' ');
        bytes[(int) comment.start()] = ';';
      }
      file = SqlSource.wrap(file.name(), bytes);
    }
  }

  static Problem problem(String message, SourcePosition position, String remedy) {
    return new Problem(ErrorCode.SECTION_MALFORMED, message, position, remedy);
  }
}
