package dev.veery.core.sql;

import java.util.Comparator;

/**
 * A place in a file that a user wrote.
 *
 * @param file the path as it is shown to the user, relative to the project where possible
 * @param offset bytes from the start of the file, 0-based
 * @param line 1-based
 * @param column 1-based, in characters (code points), a tab counts as one
 */
public record SourcePosition(String file, long offset, int line, int column)
    implements Comparable<SourcePosition> {

  private static final Comparator<SourcePosition> ORDER =
      Comparator.comparing(SourcePosition::file).thenComparingLong(SourcePosition::offset);

  /** The start of a file: for problems with the file as a whole. */
  public static SourcePosition startOf(String file) {
    return new SourcePosition(file, 0, 1, 1);
  }

  @Override
  public int compareTo(SourcePosition other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line:column}, the form that editors and terminals turn into a link. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
