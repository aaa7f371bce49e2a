package dev.veery.core.source;

import dev.veery.core.migration.Directive;
import dev.veery.core.sql.SourcePosition;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The comments by which one layout divides a file. */
interface Markers {

  /**
   * Understands a comment.
   *
   * @param text without the comment's sign and the blanks around it
   * @param position asked for only when it is needed
   * @return null for a comment that is only a comment
   * @throws dev.veery.core.VeeryException for one that is meant as a marker and malformed
   */
  @Nullable Mark read(String text, Supplier<SourcePosition> position);

  /** Whether a file without any marker is all up. Otherwise it is malformed. */
  boolean optional();

  /** How the up section is opened, for messages. */
  String upMarker();

  /** A comment that means something. */
  sealed interface Mark {

    /** Opens a section. */
    record Section(Kind kind, List<Directive> directives) implements Mark {
      Section(Kind kind) {
        this(kind, List.of());
      }
    }

    /** Says something about the whole file. */
    record Option(Directive directive) implements Mark {}

    /** Ends a statement, whether or not there is a semicolon. */
    record StatementEnd() implements Mark {}

    /** Of the other tool's grammar, and without a meaning here. */
    record Nothing() implements Mark {}
  }

  /** What a section holds. */
  enum Kind {
    UP,
    DOWN,
    VERIFY;

    String word() {
      return switch (this) {
        case UP -> "up";
        case DOWN -> "down";
        case VERIFY -> "verify";
      };
    }
  }
}
