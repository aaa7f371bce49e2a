package dev.veery.core.source;

import dev.veery.core.VeeryException;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Observations that speak for a layout. */
final class Evidence {

  private static final SourcePosition NOWHERE = SourcePosition.startOf("");

  private Evidence() {}

  /** {@code 12 files are named like …, such as migrations/V1__init.sql}; nothing for no files. */
  static List<String> of(List<String> shown, String one, String many) {
    return switch (shown.size()) {
      case 0 -> List.of();
      case 1 -> List.of(shown.getFirst() + " " + one);
      default -> List.of(shown.size() + " " + many + ", such as " + shown.getFirst());
    };
  }

  /** The {@code .sql} files that are of a kind. */
  static List<String> files(Listing listing, Predicate<SqlFile> wanted) {
    List<String> found = new ArrayList<>();
    for (SqlFile file : listing.sql()) {
      if (wanted.test(file)) {
        found.add(file.file().shown());
      }
    }
    return found;
  }

  /** The {@code .sql} files in whose head a section is opened by these markers. */
  static List<String> marked(Listing listing, Markers markers) {
    List<String> found = new ArrayList<>();
    for (Listing.HeadLine line : listing.headLines()) {
      String shown = line.file().shown();
      boolean again = !found.isEmpty() && found.getLast().equals(shown);
      if (!again && opensSection(line.text(), markers)) {
        found.add(shown);
      }
    }
    return found;
  }

  private static boolean opensSection(String comment, Markers markers) {
    try {
      return markers.read(comment, () -> NOWHERE) instanceof Markers.Mark.Section section
          && section.kind() != Markers.Kind.VERIFY;
    } catch (VeeryException e) {
      // A malformed marker is a marker all the same.
      return true;
    }
  }
}
