package dev.veery.core.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the comments of a file: section markers such as {@code -- Up Migration}, {@code -- +goose
 * Down} or {@code -- migrate:up}, and the block of comments at its head.
 *
 * <p>Nothing is reported as wrong here; text that is malformed ends the scan quietly, and the
 * splitter says what is the matter when the section is read.
 */
public final class SqlComments {

  private SqlComments() {}

  /**
   * Visits every comment in order, until the visitor returns false. The visitor sees a comment
   * before anything behind it has been read.
   */
  public static void scan(SqlSource source, Predicate<SqlComment> visitor) {
    new Scan(source, visitor).run();
  }

  /** Every comment, in order. */
  public static List<SqlComment> all(SqlSource source) {
    List<SqlComment> found = new ArrayList<>();
    scan(source, found::add);
    return found;
  }

  /** The comments before the first statement; nothing behind them is read. */
  public static List<SqlComment> header(SqlSource source) {
    List<SqlComment> found = new ArrayList<>();
    Scan scan = new Scan(source, found::add);
    scan.headerOnly = true;
    scan.run();
    return found;
  }

  static long nextLine(SqlSource source, long offset) {
    long length = source.length();
    byte[] chunk = new byte[(int) Math.min(256, length - offset)];
    for (long at = offset; at < length; at += chunk.length) {
      int n = (int) Math.min(chunk.length, length - at);
      source.read(at, chunk, 0, n);
      for (int i = 0; i < n; i++) {
        if (chunk[i] == '\n') {
          return at + i + 1;
        }
      }
    }
    return length;
  }

  static long lineStart(SqlSource source, long offset) {
    byte[] chunk = new byte[64];
    long at = offset;
    while (at > 0) {
      int n = (int) Math.min(chunk.length, at);
      source.read(at - n, chunk, 0, n);
      for (int i = n - 1; i >= 0; i--) {
        if (chunk[i] == '\n') {
          return at - n + i + 1;
        }
      }
      at -= n;
    }
    return 0;
  }

  /** One pass over a source. */
  private static final class Scan {
    private final ScriptScanner scanner;
    private final Predicate<SqlComment> visitor;
    private boolean headerOnly;

    Scan(SqlSource source, Predicate<SqlComment> visitor) {
      this.scanner = new ScriptScanner(source, null, new WordCache(), new StringSyntax());
      this.visitor = visitor;
    }

    void run() {
      boolean ownLine = scanner.source.origin().column() == 1;
      while (true) {
        TokenKind kind = scanner.next();
        switch (kind) {
          case END -> {
            return;
          }
          case WHITESPACE -> ownLine |= endsLine();
          case LINE_COMMENT, BLOCK_COMMENT -> {
            if (!visitor.test(comment(kind, ownLine))) {
              return;
            }
            ownLine = false;
          }
          case BACKSLASH -> {
            scanner.skipToLineEnd();
            ownLine = false;
          }
          case SEMICOLON -> {
            ownLine = false;
            if (headerOnly) {
              return;
            }
            if (scanner.endsStatement()) {
              ownLine = endStatement();
            }
          }
          default -> {
            ownLine = false;
            if (headerOnly) {
              return;
            }
          }
        }
      }
    }

    /** Whether the scan goes on at a line start. */
    private boolean endStatement() {
      boolean data = scanner.copyFromStdin();
      scanner.endStatement(true);
      if (data) {
        scanner.continueAt(Math.min(scanner.skipToLineEnd() + 1, scanner.source.length()));
        scanner.skipCopyData();
      }
      return data;
    }

    private boolean endsLine() {
      byte[] buf = scanner.buffer();
      for (int i = scanner.index(scanner.start()); i < scanner.index(scanner.end()); i++) {
        if (buf[i] == '\n' || buf[i] == '\r') {
          return true;
        }
      }
      return false;
    }

    private SqlComment comment(TokenKind kind, boolean ownLine) {
      return new SqlComment(
          scanner.position(scanner.start()),
          scanner.source,
          scanner.start(),
          scanner.end(),
          kind == TokenKind.BLOCK_COMMENT,
          ownLine,
          scanner.inStatement(),
          scanner.depth());
    }
  }
}
