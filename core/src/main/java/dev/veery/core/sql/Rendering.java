package dev.veery.core.sql;

import java.util.Arrays;

/**
 * The text of a statement where it is not simply what the file says: variables are substituted,
 * lines with psql commands and empty lines are left out, as psql does it. Remembers where each
 * piece comes from, so that the position in a server's error message leads to the right place in
 * the file.
 */
public final class Rendering {

  /** The text is what the file says. */
  public static final Rendering VERBATIM = new Rendering(new byte[0], new int[0], new long[0], 0);

  private final byte[] text;

  /** Piece {@code i} begins at {@code textAt[i]} in the text. */
  private final int[] textAt;

  /** Where it comes from; substituted text is marked by the complement of the offset. */
  private final long[] sourceAt;

  private final int pieces;

  private Rendering(byte[] text, int[] textAt, long[] sourceAt, int pieces) {
    this.text = text;
    this.textAt = textAt;
    this.sourceAt = sourceAt;
    this.pieces = pieces;
  }

  public boolean isVerbatim() {
    return this == VERBATIM;
  }

  byte[] text() {
    return text;
  }

  /** The offset in the source of the byte at {@code offset} of the text. */
  long sourceOffset(int offset) {
    int found = Arrays.binarySearch(textAt, 0, pieces, offset);
    int piece = found >= 0 ? found : Math.max(0, -found - 2);
    long from = sourceAt[piece];
    return from < 0 ? ~from : from + (offset - textAt[piece]);
  }

  /** Puts a text together. */
  static final class Builder {
    private byte[] text = new byte[256];
    private int length;
    private int[] textAt = new int[8];
    private long[] sourceAt = new long[8];
    private int pieces;

    /** Where the source has been dealt with up to. */
    private long done;

    Builder(long start) {
      done = start;
    }

    long done() {
      return done;
    }

    /**
     * Takes the source as it is from where it was left, {@code buf} at {@code from}, to {@code to}.
     */
    void take(byte[] buf, int from, int to) {
      append(buf, from, to, done);
      done += Math.max(0, to - from);
    }

    /** Puts something in the place of the source up to {@code offset}. */
    void replace(long offset, byte[] by) {
      append(by, 0, by.length, ~done);
      done = Math.max(done, offset);
    }

    /** Adds text that stands for the source just before where it was left. */
    void insert(byte[] buf, int from, int to, long origin) {
      append(buf, from, to, ~origin);
    }

    private void append(byte[] buf, int from, int to, long origin) {
      int count = to - from;
      if (count <= 0) {
        return;
      }
      if (length + count > text.length) {
        text = Arrays.copyOf(text, Math.max(length + count, text.length * 2));
      }
      if (pieces == textAt.length) {
        textAt = Arrays.copyOf(textAt, pieces * 2);
        sourceAt = Arrays.copyOf(sourceAt, pieces * 2);
      }
      System.arraycopy(buf, from, text, length, count);
      textAt[pieces] = length;
      sourceAt[pieces++] = origin;
      length += count;
    }

    Rendering build() {
      return new Rendering(Arrays.copyOf(text, length), textAt, sourceAt, pieces);
    }
  }
}
