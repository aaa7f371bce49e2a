package dev.veery.postgres.rehearse.rows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of {@code COPY}. */
final class CopyText {

  private byte[] bytes = new byte[1 << 16];
  private int size;

  void add(@Nullable String[] row) {
    for (int i = 0; i < row.length; i++) {
      if (i > 0) {
        put((byte) '\t');
      }
      String value = row[i];
      if (value == null) {
        put((byte) '\\');
        put((byte) 'N');
      } else {
        add(value);
      }
    }
    put((byte) '\n');
  }

  private void add(String value) {
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      switch (b) {
        case '\\' -> two((byte) '\\');
        case '\t' -> two((byte) 't');
        case '\n' -> two((byte) 'n');
        case '\r' -> two((byte) 'r');
        default -> put(b);
      }
    }
  }

  private void two(byte second) {
    put((byte) '\\');
    put(second);
  }

  private void put(byte b) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, size * 2);
    }
    bytes[size++] = b;
  }

  java.io.InputStream stream() {
    return new java.io.ByteArrayInputStream(bytes, 0, size);
  }
}
