package dev.veery.core.sql;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file too large to be held in memory, or a section of one.
 *
 * <p>The channel is opened for each read: reads are as large as the window of the lexer or a piece
 * of COPY data, and a source lives as long as the script that refers to it, which is longer than
 * anybody would want to keep a file open.
 */
final class FileSource implements SqlSource {

  /** Up to this size a file is read at once. */
  static final int IN_MEMORY = 16 << 20;

  private static final int WINDOW = 1 << 20;

  private final SourcePosition origin;
  private final Path path;
  private final long from;
  private final long count;

  /** How many bytes the lexer's window has at first. */
  private final int window;

  FileSource(SourcePosition origin, Path path, long from, long count, int window) {
    this.origin = origin;
    this.path = path;
    this.from = from;
    this.count = count;
    this.window = window;
  }

  int window() {
    return window;
  }

  static SqlSource open(String name, Path path) {
    SourcePosition start = SourcePosition.startOf(name);
    try {
      long size = Files.size(path);
      if (size > IN_MEMORY) {
        return new FileSource(start, path, 0, size, WINDOW);
      }
      return SqlSource.wrap(name, Files.readAllBytes(path));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
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
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer into = ByteBuffer.wrap(target, offset, length);
      long at = from + start;
      while (into.hasRemaining()) {
        int n = channel.read(into, at);
        if (n < 0) {
          throw new VeeryException(
              new Problem(
                  ErrorCode.FILE_CHANGED_DURING_RUN,
                  name() + " has become shorter while it was being read",
                  SourcePosition.startOf(name()),
                  "run again when nothing writes to the file any more"));
        }
        at += n;
      }
    } catch (IOException e) {
      throw unreadable(name(), e);
    }
  }

  @Override
  public SqlSource section(long start, long end) {
    Objects.checkFromToIndex(start, end, count);
    return new FileSource(position(start), path, from + start, end - start, window);
  }

  private static VeeryException unreadable(String name, IOException e) {
    String why =
        e instanceof NoSuchFileException ? "it does not exist" : String.valueOf(e.getMessage());
    return new VeeryException(
        new Problem(
            ErrorCode.FILE_UNREADABLE,
            name + " cannot be read: " + why,
            SourcePosition.startOf(name),
            "check that the file exists and that this user may read it"),
        e);
  }
}
