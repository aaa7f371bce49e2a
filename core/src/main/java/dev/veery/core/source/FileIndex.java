package dev.veery.core.source;

import dev.veery.core.CacheFile;
import dev.veery.core.source.SourceFile.Content;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What was found in the files of a large directory, kept from one start to the next: a file whose
 * length and time of change are those of then is not read again. Git's index does the same, and the
 * same doubt is heeded: a file that was written to just before it was read may be written to once
 * more without its time changing, so it is not kept. Nor is a file whose time has no fraction of a
 * second: such times are set by programs that unpack archives, for one content as for the next.
 *
 * <p>It saves time and decides nothing: the script of a migration that is to run is read from its
 * file, and refused when that is not what the index says. One that cannot be read or written is one
 * that is not there.
 */
final class FileIndex {

  /** Raised whenever {@link Content} or what {@link Head} finds changes. */
  private static final int FORMAT = 0x56464901;

  /** Smaller directories are read as fast as an index is. */
  static final int WORTH_IT = 64;

  /** In milliseconds: as coarse as the clocks of file systems are. */
  static final long DOUBTFUL = 2000;

  private static final int LONGEST_TEXT = 0xFFFF;

  private final @Nullable Path place;
  private final Map<String, Known> known = new HashMap<>();
  private final List<Known> seen = new ArrayList<>();
  private final long began = System.currentTimeMillis();
  private int used;
  private boolean changed;

  private record Known(String shown, long length, long modified, Content content) {}

  private FileIndex(@Nullable Path place) {
    this.place = place;
  }

  /**
   * @param place the file that it is kept in, or null for none
   */
  static FileIndex open(@Nullable Path place) {
    FileIndex index = new FileIndex(place);
    byte[] kept = place == null ? null : CacheFile.read(place);
    if (kept != null) {
      try {
        new Reader(kept).read(index.known);
      } catch (IndexOutOfBoundsException e) {
        index.known.clear();
      }
    }
    return index;
  }

  /** What is in a file, or null where it has to be read. */
  @Nullable Content find(String shown, File file) {
    Known entry = known.get(shown);
    if (entry == null
        || entry.length() != file.length()
        || entry.modified() != file.lastModified()) {
      return null;
    }
    used++;
    seen.add(entry);
    return entry.content();
  }

  /**
   * Keeps what was read.
   *
   * @param length of the file before it was read, in bytes
   * @param modified its time of change before it was read, in milliseconds
   */
  void put(String shown, long length, long modified, Content content) {
    if (place == null || isDoubtful(modified, began)) {
      return;
    }
    for (Head.Comment comment : content.head().comments()) {
      if (comment.text().length() > LONGEST_TEXT / 3) {
        return;
      }
    }
    seen.add(new Known(shown, length, modified, content));
    changed = true;
  }

  /**
   * Whether a file's time does not tell that its content is still the same.
   *
   * @param modified its time of change, in milliseconds
   * @param began when somebody began to look at files, in milliseconds
   */
  static boolean isDoubtful(long modified, long began) {
    return modified % 1000 == 0 || modified > began - DOUBTFUL;
  }

  /** Whether anything can be kept at all. */
  boolean isKept() {
    return place != null;
  }

  /** What it says of a file is not so: it is not to be believed the next time. */
  void distrust() {
    if (place != null) {
      try {
        Files.deleteIfExists(place);
      } catch (IOException e) {
        // The next start finds out again.
      }
    }
  }

  /** Writes what has been seen, where that is more than what was known. */
  void keep() {
    if (place == null || seen.size() < WORTH_IT || (!changed && used == known.size())) {
      return;
    }
    CacheFile.write(place, new Writer().write(seen));
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    void read(Map<String, Known> known) {
      if (number() != FORMAT) {
        return;
      }
      int sum = number();
      CRC32 crc = new CRC32();
      crc.update(bytes, at, bytes.length - at);
      if ((int) crc.getValue() != sum) {
        return;
      }
      int count = number();
      for (int i = 0; i < count; i++) {
        Known entry = entry();
        known.put(entry.shown(), entry);
      }
    }

    private Known entry() {
      String shown = text();
      long length = wide();
      long modified = wide();
      String hash = text();
      int flags = bytes[at++];
      int statement = number();
      int count = number();
      Head.Comment[] comments = new Head.Comment[count];
      for (int i = 0; i < count; i++) {
        String text = text();
        int offset = number();
        int line = number();
        comments[i] = new Head.Comment(text, offset, line, bytes[at++] != 0);
      }
      Head head = new Head(List.of(comments), statement, (flags & 1) != 0);
      return new Known(shown, length, modified, new Content(hash, head, (flags & 2) != 0));
    }

    private String text() {
      int length = (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
      String text = new String(bytes, at + 2, length, StandardCharsets.UTF_8);
      at += 2 + length;
      return text;
    }

    private int number() {
      int value =
          bytes[at] << 24
              | (bytes[at + 1] & 0xFF) << 16
              | (bytes[at + 2] & 0xFF) << 8
              | bytes[at + 3] & 0xFF;
      at += 4;
      return value;
    }

    private long wide() {
      return (long) number() << 32 | number() & 0xFFFFFFFFL;
    }
  }

  private static final class Writer {
    private byte[] bytes = new byte[1 << 16];
    private int at;

    byte[] write(List<Known> entries) {
      number(FORMAT);
      number(0);
      number(entries.size());
      for (Known entry : entries) {
        entry(entry);
      }
      CRC32 crc = new CRC32();
      crc.update(bytes, 8, at - 8);
      int end = at;
      at = 4;
      number((int) crc.getValue());
      return Arrays.copyOf(bytes, end);
    }

    private void entry(Known entry) {
      Content content = entry.content();
      Head head = content.head();
      text(entry.shown());
      wide(entry.length());
      wide(entry.modified());
      text(content.rawHash());
      octet((head.empty() ? 1 : 0) | (content.mayInclude() ? 2 : 0));
      number(head.statement());
      number(head.comments().size());
      for (Head.Comment comment : head.comments()) {
        text(comment.text());
        number(comment.offset());
        number(comment.line());
        octet(comment.attached() ? 1 : 0);
      }
    }

    private void text(String text) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      octet(encoded.length >> 8);
      octet(encoded.length);
      room(encoded.length);
      System.arraycopy(encoded, 0, bytes, at, encoded.length);
      at += encoded.length;
    }

    private void number(int value) {
      octet(value >> 24);
      octet(value >> 16);
      octet(value >> 8);
      octet(value);
    }

    private void wide(long value) {
      number((int) (value >> 32));
      number((int) value);
    }

    private void octet(int value) {
      room(1);
      bytes[at++] = (byte) value;
    }

    private void room(int count) {
      if (at + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + count));
      }
    }
  }
}
