package dev.veery.core.sql;

import java.util.Objects;

/** Bytes {@code [from, from + count)} of an array that nobody writes to. */
final class MemorySource implements SqlSource {

  private final SourcePosition origin;
  private final byte[] array;
  private final int from;
  private final int count;

  MemorySource(SourcePosition origin, byte[] array, int from, int count) {
    this.origin = origin;
    this.array = array;
    this.from = from;
    this.count = count;
  }

  /** The array itself: the lexer reads it in place and never writes. */
  byte[] array() {
    return array;
  }

  /** Where this source begins in {@link #array()}. */
  int from() {
    return from;
  }

  @Override
  public String name() {
    return origin.file();
  }

  @Override
  public SourcePosition origin() {
    return origin;
  }

  @Override
  public long length() {
    return count;
  }

  @Override
  public void read(long start, byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(start, length, count);
    System.arraycopy(array, from + (int) start, target, offset, length);
  }

  @Override
  public SqlSource section(long start, long end) {
    Objects.checkFromToIndex(start, end, count);
    return new MemorySource(position(start), array, from + (int) start, (int) (end - start));
  }
}
