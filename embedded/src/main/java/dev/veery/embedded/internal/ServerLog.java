package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The end of a server's log, for error messages. */
final class ServerLog {

  private static final int LINES = 12;
  private static final int BYTES = 8192;

  private ServerLog() {}

  /** The last lines of all files together; a file that is not there has none. */
  static String tail(List<Path> logs) {
    List<String> lines = new ArrayList<>();
    for (Path log : logs) {
      since(log, 0).lines().filter(line -> !line.isBlank()).forEach(lines::add);
    }
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }

  /** What was written behind a position, of which the last few kilobytes. */
  static String since(Path log, long position) {
    try (FileChannel channel = FileChannel.open(log)) {
      long from = Math.max(position, channel.size() - BYTES);
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
      channel.read(buffer, from);
      return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
