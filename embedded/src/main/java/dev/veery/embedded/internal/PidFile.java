package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server says about itself in {@code postmaster.pid}; the lines are those of PostgreSQL's
 * {@code pidfile.h}.
 *
 * @param pid of the postmaster, as seen by itself
 * @param startedAt seconds since the epoch
 * @param port of the TCP socket
 * @param ready whether it accepts connections
 */
public record PidFile(long pid, long startedAt, int port, boolean ready) {

  static Optional<PidFile> read(Path data) throws IOException {
    List<String> lines;
    try {
      lines =
          Files.readString(data.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1)
              .lines()
              .toList();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.size() < 4) {
      // The server writes the file in several steps.
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PidFile(
              // Negative while a standalone backend has the directory.
              Math.abs(Long.parseLong(lines.get(0).strip())),
              Long.parseLong(lines.get(2).strip()),
              Integer.parseInt(lines.get(3).strip()),
              lines.size() >= 8 && lines.get(7).startsWith("ready")));
    } catch (NumberFormatException e) {
      throw new IOException(data.resolve("postmaster.pid") + " is damaged", e);
    }
  }
}
