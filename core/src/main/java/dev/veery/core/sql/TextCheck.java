package dev.veery.core.sql;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import java.util.List;

/**
 * Checks that a script is UTF-8 and has no NUL byte, as it passes through the window, and hands the
 * data of COPY to the checksum.
 *
 * <p>The server would refuse the same bytes, but one statement at a time, after others have run.
 */
final class TextCheck implements ScanObserver {

  private final SqlSource source;
  private final TokenDigest digest;
  private final List<Problem> problems;

  /** Continuation bytes that the current character still lacks. */
  private int missing;

  /** The range of the next continuation byte: narrower for the first one of some characters. */
  private int low = 0x80;

  private int high = 0xbf;

  /** Where the character begins that still lacks bytes. */
  private long lead;

  private boolean reported;

  TextCheck(SqlSource source, TokenDigest digest, List<Problem> problems) {
    this.source = source;
    this.digest = digest;
    this.problems = problems;
  }

  @Override
  public void copyData(byte[] buffer, int from, int to) {
    digest.data(buffer, from, to);
  }

  @Override
  public void loaded(byte[] buf, int from, int to, long offset) {
    if (reported) {
      return;
    }
    for (int i = from; i < to; i++) {
      byte b = buf[i];
      if (b > 0 && missing == 0) {
        continue;
      }
      if (missing == 0) {
        lead = offset + (i - from);
      }
      if (!accept(b)) {
        report(lead);
        return;
      }
    }
    if (missing > 0 && offset + (to - from) == source.length()) {
      report(lead);
    }
  }

  /** The table of well-formed byte sequences of the Unicode standard (table 3-7). */
  private boolean accept(byte b) {
    int v = b & 0xff;
    if (missing > 0) {
      boolean fits = v >= low && v <= high;
      missing--;
      low = 0x80;
      high = 0xbf;
      return fits;
    }
    if (v < 0xc2 || v > 0xf4) {
      return false;
    }
    missing = v < 0xe0 ? 1 : v < 0xf0 ? 2 : 3;
    switch (v) {
      case 0xe0 -> low = 0xa0;
      case 0xed -> high = 0x9f;
      case 0xf0 -> low = 0x90;
      case 0xf4 -> high = 0x8f;
      default -> {}
    }
    return true;
  }

  private void report(long offset) {
    reported = true;
    byte b = source.bytes(offset, offset + 1)[0];
    SourcePosition position = source.position(offset);
    if (startsWith("pgdmp")) {
      problems.add(
          new Problem(
              ErrorCode.FILE_NOT_UTF8,
              source.name() + " is a dump in pg_dump's custom format",
              SourcePosition.startOf(source.name()),
              "restore it with pg_restore, or write it as SQL with pg_restore -f"));
    } else if (offset <= 1 && (b == (byte) 0xff || b == (byte) 0xfe) || b == 0 && offset <= 1) {
      problems.add(
          new Problem(
              ErrorCode.FILE_NOT_UTF8,
              source.name() + " is UTF-16, not UTF-8",
              position,
              "save it as UTF-8, for example with iconv -f UTF-16 -t UTF-8"));
    } else if (b == 0) {
      problems.add(
          new Problem(
              ErrorCode.FILE_NOT_UTF8,
              "a NUL byte stands at offset "
                  + position.offset()
                  + ", which PostgreSQL does not take",
              position,
              "remove it"));
    } else {
      problems.add(
          new Problem(
              ErrorCode.FILE_NOT_UTF8,
              String.format(
                  "the byte 0x%02X at offset %d is not UTF-8", b & 0xff, position.offset()),
              position,
              "save the file as UTF-8, for example with iconv -f WINDOWS-1252 -t UTF-8"));
    }
  }

  private boolean startsWith(String magic) {
    if (source.origin().offset() != 0 || source.length() < magic.length()) {
      return false;
    }
    byte[] first = source.bytes(0, magic.length());
    return WordCache.equal(magic, first, 0, first.length);
  }
}
