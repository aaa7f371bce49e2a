package dev.veery.core.sql;

import dev.veery.core.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The checksum of a script: SHA-256 over its tokens as they are written.
 *
 * <p>Version 1 hashes, for each token, its bytes and a zero byte; for semicolons in a row, and for
 * the end of the script where there is none, a byte 1; for a psql command its words; for the data
 * of a COPY its bytes between two bytes 2; and the tokens of an included file in the place where it
 * is included. White space and comments are no tokens, and CR LF counts as LF everywhere, so that
 * neither formatting nor a checkout on Windows changes it. Variables and placeholders count by
 * name: the same migration has the same checksum in every environment. Both branches of an {@code
 * \if} count.
 *
 * <p>The bytes 0 to 2 cannot stand in a token: NUL is refused, and a change between the other two
 * inside a string constant would have to mimic a whole statement.
 */
final class TokenDigest {

  /** Stands before the hash; a script whose journal row has another version is hashed anew. */
  static final String VERSION = "1:";

  private static final byte END_OF_TOKEN = 0;
  private static final byte END_OF_STATEMENT = 1;
  private static final byte DATA = 2;

  private final MessageDigest sha256 = Sha256.digest();
  private final byte[] pending = new byte[8192];
  private int count;

  /** A carriage return whose successor has not been seen yet. */
  private boolean carriageReturn;

  /** Whether the last thing was the end of a statement: semicolons in a row count once. */
  private boolean atEnd = true;

  /** A token that holds no line end, such as a word or an operator. */
  void token(byte[] buf, int from, int to) {
    int length = to - from;
    if (length >= 64) {
      quoted(buf, from, to);
      return;
    }
    int n = count;
    if (n + length >= pending.length) {
      flush();
      n = 0;
    }
    byte[] target = pending;
    System.arraycopy(buf, from, target, n, length);
    target[n + length] = END_OF_TOKEN;
    count = n + length + 1;
    atEnd = false;
  }

  /** A token that may be long and may hold line ends. */
  void quoted(byte[] buf, int from, int to) {
    bytes(buf, from, to);
    mark(END_OF_TOKEN);
  }

  void endOfStatement() {
    if (!atEnd) {
      mark(END_OF_STATEMENT);
      atEnd = true;
    }
  }

  void startOfData() {
    mark(DATA);
  }

  /** A piece of COPY data. */
  void data(byte[] buf, int from, int to) {
    bytes(buf, from, to);
  }

  void endOfData() {
    mark(DATA);
  }

  /** The version of the algorithm and the hash in hexadecimal digits. */
  String value() {
    flush();
    return VERSION + HexFormat.of().formatHex(sha256.digest());
  }

  private void mark(byte value) {
    if (carriageReturn) {
      carriageReturn = false;
      put((byte) '\r');
    }
    put(value);
    atEnd = false;
  }

  private void put(byte value) {
    room(1);
    pending[count++] = value;
  }

  private void bytes(byte[] buf, int from, int to) {
    if (from < to && carriageReturn) {
      carriageReturn = false;
      if (buf[from] != '\n') {
        put((byte) '\r');
      }
    }
    int start = from;
    for (int i = from; i < to; i++) {
      if (buf[i] == '\r') {
        if (i + 1 == to) {
          carriageReturn = true;
          run(buf, start, i);
          start = to;
        } else if (buf[i + 1] == '\n') {
          run(buf, start, i);
          start = i + 1;
        }
      }
    }
    run(buf, start, to);
  }

  private void run(byte[] buf, int from, int to) {
    int length = to - from;
    if (length <= 0) {
      return;
    }
    room(length);
    if (length > pending.length) {
      sha256.update(buf, from, length);
    } else {
      System.arraycopy(buf, from, pending, count, length);
      count += length;
    }
  }

  private void room(int length) {
    if (count + length > pending.length) {
      flush();
    }
  }

  private void flush() {
    sha256.update(pending, 0, count);
    count = 0;
  }
}
