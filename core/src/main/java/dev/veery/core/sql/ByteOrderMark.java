package dev.veery.core.sql;

/** The three bytes that some editors put at the start of a file. psql skips them, and so do we. */
final class ByteOrderMark {

  private ByteOrderMark() {}

  /** How many bytes of a mark stand at the start of the source: 3 or 0. */
  static int length(SqlSource source) {
    if (source.origin().offset() != 0 || source.length() < 3) {
      return 0;
    }
    byte[] first = source.bytes(0, 3);
    return first[0] == (byte) 0xef && first[1] == (byte) 0xbb && first[2] == (byte) 0xbf ? 3 : 0;
  }
}
