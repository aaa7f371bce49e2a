package dev.veery.core.sql;

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

  /** The start of a file: for problems with the file as a whole. */
  public static SourcePosition startOf(String file) {
    return new SourcePosition(file, 0, 1, 1);
  }

  @Override
  public int compareTo(SourcePosition other) {
    // Not a Comparator.comparing chain: its lambdas are serializable and therefore in no
    // ahead-of-time cache, which every start of the command line would pay for.
    int byFile = file.compareTo(other.file);
    return byFile != 0 ? byFile : Long.compare(offset, other.offset);
  }

  /** {@code file:line:column}, the form that editors and terminals turn into a link. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
