package dev.veery.core.sql;

import java.util.Arrays;

/**
 * The bytes of a script, or of one section of a file, with the place where they stand.
 *
 * <p>Small sources are held in memory. Large ones are read through a window, so that a dump with
 * gigabytes of COPY data needs no more heap than a small file.
 */
public interface SqlSource {

  /** The path as shown to the user. */
  String name();

  /** Where the first byte of this source stands in its file. */
  SourcePosition origin();

  /** Bytes in this source. */
  long length();

  /**
   * Copies bytes {@code [start, end)} of this source.
   *
   * @throws dev.veery.core.VeeryException when the file can no longer be read or has become shorter
   */
  byte[] bytes(long start, long end);

  /** A source over bytes in memory; the array is copied. */
  static SqlSource of(String name, byte[] bytes) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length);
    return new SqlSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public SourcePosition origin() {
        return SourcePosition.startOf(name);
      }

      @Override
      public long length() {
        return copy.length;
      }

      @Override
      public byte[] bytes(long start, long end) {
        return Arrays.copyOfRange(copy, (int) start, (int) end);
      }
    };
  }
}
