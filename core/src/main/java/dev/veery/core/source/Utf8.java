package dev.veery.core.source;

/**
 * Checks that bytes are UTF-8, piece by piece, and remembers the first place where they are not.
 * The rules are those of PostgreSQL's own check: no overlong forms, no surrogates, nothing above
 * U+10FFFF.
 */
final class Utf8 {

  private long offset;
  private int line = 1;
  private int column = 1;

  /** The byte that began the character which is being read, and where it stands. */
  private int lead;

  private long leadOffset;
  private int needed;
  private int low = 0x80;
  private int high = 0xBF;

  private long badOffset = -1;
  private int badByte;

  void check(byte[] bytes, int from, int to) {
    for (int i = from; i < to && badOffset < 0; i++) {
      int b = bytes[i];
      if (b >= 0 && needed == 0) {
        column++;
        if (b == '\n') {
          line++;
          column = 1;
        }
        continue;
      }
      multibyte(b & 0xFF, offset + i - from);
    }
    offset += to - from;
  }

  private void multibyte(int b, long at) {
    if (needed > 0) {
      if (b < low || b > high) {
        // Not this byte is wrong but the one that promised another to follow.
        bad(lead, leadOffset);
        return;
      }
      needed--;
      low = 0x80;
      high = 0xBF;
      if (needed == 0) {
        column++;
      }
      return;
    }
    lead = b;
    leadOffset = at;
    if (b >= 0xC2 && b <= 0xDF) {
      needed = 1;
    } else if (b >= 0xE0 && b <= 0xEF) {
      needed = 2;
      low = b == 0xE0 ? 0xA0 : 0x80;
      high = b == 0xED ? 0x9F : 0xBF;
    } else if (b >= 0xF0 && b <= 0xF4) {
      needed = 3;
      low = b == 0xF0 ? 0x90 : 0x80;
      high = b == 0xF4 ? 0x8F : 0xBF;
    } else {
      bad(b, at);
    }
  }

  private void bad(int b, long at) {
    badByte = b;
    badOffset = at;
  }

  /** Offset of the first byte that is wrong, or -1; call it when everything has been checked. */
  long badOffset() {
    return badOffset < 0 && needed > 0 ? offset : badOffset;
  }

  /** The first byte that is wrong, or -1 where the file ends in the middle of a character. */
  int badByte() {
    return badOffset < 0 ? -1 : badByte;
  }

  /** The column of the first byte that is wrong, 1-based, in characters. */
  int badColumn() {
    return column;
  }

  /** The line of the first byte that is wrong, 1-based. */
  int badLine() {
    return line;
  }
}
