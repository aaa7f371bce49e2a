package dev.veery.core.migration;

import dev.veery.core.sql.Script;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.SqlSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One versioned change as it stands in the files.
 *
 * @param version its identity
 * @param name what people call it, such as {@code add_ticket_priority}; may be empty
 * @param path the file or directory that defines it, as shown to the user
 * @param header what the author wrote about it
 * @param body what it does
 * @param rawHash SHA-256 over the bytes of everything that the up direction is made of, in hex;
 *     equal raw hashes mean that nothing needs to be parsed to know that a migration is unchanged
 */
public record Migration(
    Version version, String name, String path, Header header, Body body, String rawHash) {

  public Migration {
    Objects.requireNonNull(version);
    Objects.requireNonNull(body);
  }

  /** {@code 20260901121000_add_ticket_priority}: how messages name it. */
  public String label() {
    return name.isEmpty() ? version.text() : version.text() + "_" + name;
  }

  /** What a migration does. */
  public sealed interface Body {

    /** Plain SQL. Scripts are parsed when first asked for: an applied, unchanged one never is. */
    record Sql(Supplier<Scripts> scripts) implements Body {}

    /**
     * A Java class that implements {@code dev.veery.engine.JavaMigration}.
     *
     * @param className its binary name
     */
    record Java(String className) implements Body {}

    /**
     * Code of another tool that Veery cannot run; {@code stamp} is the way past it.
     *
     * @param what what it is, such as "a Python migration"
     */
    record Foreign(String what) implements Body {}
  }

  /**
   * The scripts of a SQL migration.
   *
   * @param up never null; may have no statement
   * @param down null where there is neither a file nor a section for it
   * @param verify null where there is none
   * @param sections the text that they were cut from, and the directives at the head of each
   */
  public record Scripts(
      Script up, @Nullable Script down, @Nullable Script verify, Sections sections) {

    /** How this migration can be taken back. */
    public Undo undo() {
      if (down != null && !down.items().isEmpty()) {
        return Undo.SCRIPT;
      }
      boolean meant = sections.up().directives().nothingToUndo();
      if (sections.down() != null) {
        meant |= sections.down().directives().nothingToUndo();
      }
      if (meant || up.items().isEmpty()) {
        return Undo.NOTHING;
      }
      return down == null ? Undo.ABSENT : Undo.EMPTY;
    }
  }

  /** How a migration can be taken back. */
  public enum Undo {
    /** By its down script. */
    SCRIPT,
    /** There is nothing to do, because the author says so or because the up does nothing either. */
    NOTHING,
    /** Not at all: there is neither a file nor a section for it. */
    ABSENT,
    /** Not at all: its down has no statement, and nothing says that this is meant. */
    EMPTY;

    /** Whether taking it back leaves the database as it was before. */
    public boolean possible() {
      return this == SCRIPT || this == NOTHING;
    }
  }

  /**
   * The text of each script, as it stands in its file.
   *
   * @param up never null
   * @param down null where there is none
   * @param verify null where there is none
   */
  public record Sections(Section up, @Nullable Section down, @Nullable Section verify) {}

  /**
   * A script's text.
   *
   * @param source from behind the marker that opens the section to before the next one
   * @param directives those of the file and then those at the head of this section
   */
  public record Section(SqlSource source, Directives directives) {}

  /**
   * What the author wrote about a migration.
   *
   * @param title the {@code Migration:} line, or empty
   * @param description the {@code Description:} line, or empty
   * @param author the {@code Author:} line, or empty
   * @param date the {@code Date:} line as written, or empty
   * @param parents null where no parent is named: then the version order decides; an empty list
   *     where the header says that it has none
   * @param parentsAt where they are named; null where that is no line of a script
   * @param documentation the free lines of the header, in order
   * @param directives file-level directives
   */
  public record Header(
      String title,
      String description,
      String author,
      String date,
      @Nullable List<Version> parents,
      @Nullable SourcePosition parentsAt,
      List<String> documentation,
      List<Directive> directives) {
    public Header {
      parents = parents == null ? null : List.copyOf(parents);
      documentation = List.copyOf(documentation);
      directives = List.copyOf(directives);
    }

    public static final Header EMPTY = new Header("", "", "", "", null, null, List.of(), List.of());
  }
}
