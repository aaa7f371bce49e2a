package dev.veery.core.sql.ast;

import java.nio.charset.StandardCharsets;

/**
 * A name as the server understands it: folded to lower case unless it was quoted, quotes removed.
 *
 * @param name not cut; {@link #effective} is what the server stores
 * @param quoted whether it was written in quotes
 * @param span where it stands
 */
public record Identifier(String name, boolean quoted, Span span) {

  /** NAMEDATALEN - 1: the bytes that the server keeps of a name. */
  public static final int MAX_BYTES = 63;

  /** The name as the server stores it: cut to 63 bytes, never inside a character. */
  public String effective() {
    if (name.length() * 3 <= MAX_BYTES) {
      return name;
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_BYTES) {
      return name;
    }
    int end = MAX_BYTES;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /** Whether the server cuts it, with no more than a notice. */
  public boolean isCut() {
    return !effective().equals(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
