package dev.veery.core.sql;

import java.nio.file.Path;
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
   * Copies bytes {@code [start, start + count)} of this source into {@code target}.
   *
   * @throws dev.veery.core.VeeryException when the file can no longer be read or has become shorter
   * @throws IndexOutOfBoundsException when the range is not within this source
   */
  void read(long start, byte[] target, int offset, int count);

  /**
   * Bytes {@code [from, to)} of this source, as a source of its own whose positions are those in
   * the file. Nothing is copied.
   *
   * @param from offset in this source, at a line start or anywhere else
   * @param to offset behind the last byte
   */
  SqlSource section(long from, long to);

  /**
   * A copy of bytes {@code [start, end)} of this source.
   *
   * @throws dev.veery.core.VeeryException when the file can no longer be read or has become shorter
   */
  default byte[] bytes(long start, long end) {
    byte[] copy = new byte[Math.toIntExact(end - start)];
    read(start, copy, 0, copy.length);
    return copy;
  }

  /**
   * Where the byte at {@code offset} stands in the file. Reads this source up to there; meant for
   * messages.
   */
  default SourcePosition position(long offset) {
    return new PositionTracker(this).position(offset);
  }

  /** A source over bytes in memory; the array is copied. */
  static SqlSource of(String name, byte[] bytes) {
    return wrap(name, Arrays.copyOf(bytes, bytes.length));
  }

  /** As {@link #of}, for an array that its caller gives away and never writes to again. */
  static SqlSource wrap(String name, byte[] bytes) {
    return new MemorySource(SourcePosition.startOf(name), bytes, 0, bytes.length);
  }

  /**
   * A source over a file: in memory up to 16 MiB, otherwise read piece by piece.
   *
   * @param name the path as shown to the user
   * @throws dev.veery.core.VeeryException {@code FILE_UNREADABLE}
   */
  static SqlSource file(String name, Path path) {
    return FileSource.open(name, path);
  }
}
