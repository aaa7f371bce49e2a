package dev.veery.core.sql;

/**
 * Turns offsets of a source into positions, cheaply as long as they are asked for in rising order:
 * each byte is then looked at once.
 */
final class PositionTracker {

  private static final int CHUNK = 64 << 10;

  private final SqlSource source;
  private final SourcePosition origin;

  /** Up to where lines and columns have been counted. */
  private long at;

  private int line;
  private int column;

  PositionTracker(SqlSource source) {
    this.source = source;
    this.origin = markIsNoColumn(source);
    rewind();
  }

  /** A byte order mark at the start of a file is no character that an editor would count. */
  private static SourcePosition markIsNoColumn(SqlSource source) {
    SourcePosition origin = source.origin();
    return ByteOrderMark.length(source) == 0
        ? origin
        : new SourcePosition(origin.file(), origin.offset(), origin.line(), origin.column() - 1);
  }

  private void rewind() {
    at = 0;
    line = origin.line();
    column = origin.column();
  }

  /** Where the byte at {@code offset} stands. */
  SourcePosition position(long offset) {
    if (offset < at) {
      rewind();
    }
    if (source instanceof MemorySource memory) {
      advance(memory.array(), memory.from() + (int) at, memory.from() + (int) offset);
      at = offset;
    } else {
      byte[] chunk = new byte[(int) Math.min(CHUNK, offset - at)];
      while (at < offset) {
        int n = (int) Math.min(chunk.length, offset - at);
        source.read(at, chunk, 0, n);
        advance(chunk, 0, n);
        at += n;
      }
    }
    return here();
  }

  /** As {@link #position(long)} where the bytes are at hand in a buffer. */
  SourcePosition position(long offset, byte[] buffer, long bufferOffset) {
    if (offset < at || at < bufferOffset) {
      return position(offset);
    }
    advance(buffer, (int) (at - bufferOffset), (int) (offset - bufferOffset));
    at = offset;
    return here();
  }

  /** Counts bytes that are about to leave the window, so that they need not be read again. */
  void pass(long offset, byte[] buffer, long bufferOffset) {
    if (offset > at && at >= bufferOffset) {
      advance(buffer, (int) (at - bufferOffset), (int) (offset - bufferOffset));
      at = offset;
    }
  }

  private SourcePosition here() {
    return new SourcePosition(origin.file(), origin.offset() + at, line, column);
  }

  private void advance(byte[] buf, int from, int to) {
    int lines = 0;
    int lineStart = from;
    for (int i = from; i < to; i++) {
      if (buf[i] == '\n') {
        lines++;
        lineStart = i + 1;
      }
    }
    int columns = 0;
    for (int i = lineStart; i < to; i++) {
      // Bytes 10xxxxxx continue a character.
      columns += (buf[i] & 0xc0) == 0x80 ? 0 : 1;
    }
    if (lines > 0) {
      line += lines;
      column = 1 + columns;
    } else {
      column += columns;
    }
  }
}
