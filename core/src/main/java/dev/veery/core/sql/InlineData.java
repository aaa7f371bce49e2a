package dev.veery.core.sql;

import dev.veery.core.sql.ScriptItem.CopyData;
import java.io.InputStream;
import java.util.Objects;

/**
 * Bytes {@code [start, end)} of a source, read piece by piece.
 *
 * @param source a script with inline data, or the file that {@code \copy} names
 */
record InlineData(SqlSource source, long start, long end) implements CopyData {

  private static final int CHUNK = 256 << 10;

  @Override
  public long length() {
    return end - start;
  }

  @Override
  public InputStream open() {
    return new Reader(source, start, end);
  }

  private static final class Reader extends InputStream {
    private final SqlSource source;
    private long at;
    private final long end;
    private final byte[] chunk;
    private int position;
    private int limit;

    Reader(SqlSource source, long at, long end) {
      this.source = source;
      this.at = at;
      this.end = end;
      this.chunk = new byte[(int) Math.min(CHUNK, end - at)];
    }

    private boolean load() {
      if (position < limit) {
        return true;
      }
      limit = (int) Math.min(chunk.length, end - at);
      source.read(at, chunk, 0, limit);
      at += limit;
      position = 0;
      return limit > 0;
    }

    @Override
    public int read() {
      return load() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      if (!load()) {
        return -1;
      }
      int n = Math.min(length, limit - position);
      System.arraycopy(chunk, position, target, offset, n);
      position += n;
      return n;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, end - at + (limit - position));
    }
  }
}
