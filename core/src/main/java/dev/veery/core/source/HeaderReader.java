package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Version;
import dev.veery.core.source.Markers.Mark;
import dev.veery.core.sql.ScriptItem.RawDirective;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.SqlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Understands the comments at the head of a file: who wrote it, why, and how it is to run. */
final class HeaderReader {

  private static final String DIRECTIVE = "veery:";

  private final List<String> documentation = new ArrayList<>();
  private final List<Directive> directives = new ArrayList<>();
  private String title = "";
  private String description = "";
  private String author = "";
  private String date = "";
  private @Nullable List<Version> parents;
  private @Nullable SourcePosition parentsAt;

  private HeaderReader() {}

  /**
   * Reads the head of a file up to its first section marker.
   *
   * @param markers the layout's
   * @param withParents whether {@code Parent:} lines count; where the layout has its own order, or
   *     the files come from a tool that knows no parents, such a line is prose
   * @throws VeeryException with every directive or marker that cannot be understood
   */
  static Header read(Supplier<SqlSource> source, Head head, Markers markers, boolean withParents) {
    if (head.comments().isEmpty()) {
      return Header.EMPTY;
    }
    HeaderReader reader = new HeaderReader();
    List<Problem> problems = new ArrayList<>();
    List<Head.Comment> pending = new ArrayList<>();
    boolean sectioned = false;
    for (Head.Comment comment : head.comments()) {
      Mark mark = null;
      try {
        mark = markers.read(comment.text(), () -> source.get().position(comment.offset()));
      } catch (VeeryException e) {
        problems.addAll(e.problems());
      }
      if (mark instanceof Mark.Section) {
        sectioned = true;
        break;
      } else if (mark instanceof Mark.Option option) {
        reader.directives.add(option.directive());
      } else if (isDirective(comment.text())) {
        pending.add(comment);
      } else if (mark == null) {
        try {
          reader.line(comment, source, withParents);
        } catch (VeeryException e) {
          problems.addAll(e.problems());
        }
      }
    }
    for (Head.Comment comment : pending) {
      // Directly above a statement it is that statement's; a section marker stands between.
      if (sectioned || !comment.attached()) {
        try {
          reader.directives.addAll(Directives.ofFile(List.of(raw(source, comment))).all());
        } catch (VeeryException e) {
          problems.addAll(e.problems());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return reader.header();
  }

  /**
   * The directives at the head of a section or file that are not those of its first statement.
   *
   * @throws VeeryException with every one that cannot be understood
   */
  static List<Directive> directives(Supplier<SqlSource> source, Head head) {
    List<RawDirective> found = new ArrayList<>();
    for (Head.Comment comment : head.comments()) {
      if (isDirective(comment.text()) && !comment.attached()) {
        found.add(raw(source, comment));
      }
    }
    return Directives.ofFile(found).all();
  }

  static boolean isDirective(String comment) {
    return comment.regionMatches(true, 0, DIRECTIVE, 0, DIRECTIVE.length());
  }

  private static RawDirective raw(Supplier<SqlSource> source, Head.Comment comment) {
    return new RawDirective(
        source.get().position(comment.offset()),
        comment.text().substring(DIRECTIVE.length()).strip());
  }

  private void line(Head.Comment comment, Supplier<SqlSource> source, boolean withParents) {
    String text = comment.text();
    int colon = text.indexOf(':');
    String value = text.substring(colon + 1).strip();
    switch (colon < 0 || colon > 11 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "migration" -> title = value;
      case "description" -> description = value;
      case "author" -> author = value;
      case "date" -> date = value;
      case "parent", "parents" -> {
        if (withParents) {
          parents(value, comment, source);
        } else {
          documentation.add(text);
        }
      }
      default -> {
        if (!text.isEmpty() || !documentation.isEmpty()) {
          documentation.add(text);
        }
      }
    }
  }

  /** {@code 20260828090000}, {@code 007_add_users.sql}, several with commas, {@code none}. */
  private void parents(String value, Head.Comment comment, Supplier<SqlSource> source) {
    List<Version> found = parents == null ? new ArrayList<>() : new ArrayList<>(parents);
    for (String word : value.split("[,\\s]+")) {
      Version version = parent(word);
      if (version != null && VersionedName.parse(word) == null) {
        throw new VeeryException(
            new Problem(
                ErrorCode.METADATA_MALFORMED,
                "'" + word + "' is no version, and so no parent",
                source.get().position(comment.offset()),
                "name the version of a migration, or 'none'; reword the line if it is prose"));
      }
      if (version != null) {
        found.add(version);
      }
    }
    parents = found;
    parentsAt = new SourcePosition(source.get().name(), comment.offset(), comment.line(), 1);
  }

  /** A parent as people write it, or null for {@code none}. */
  static @Nullable Version parent(String word) {
    if (word.isEmpty() || word.equalsIgnoreCase("none") || word.equals("-")) {
      return null;
    }
    VersionedName name = VersionedName.parse(word);
    return new Version(name == null ? word : name.version());
  }

  private Header header() {
    while (!documentation.isEmpty() && documentation.getLast().isEmpty()) {
      documentation.removeLast();
    }
    return new Header(
        title, description, author, date, parents, parentsAt, documentation, directives);
  }
}
