package dev.veery.core.sql;

/**
 * PostgreSQL's lexical rules over bytes.
 *
 * <p>This follows {@code src/backend/parser/scan.l} and {@code src/fe_utils/psqlscan.l} of
 * PostgreSQL 18, which agree on where tokens begin and end. Those are flex grammars: the longest
 * match wins, and rules that end in "junk" or "fail" exist so that the scanner never backs up. Here
 * each rule is a loop. A few consequences are easy to get wrong:
 *
 * <ul>
 *   <li>An identifier may contain {@code $} but not begin with it, so {@code a$b$c} is one token
 *       and {@code $b$} after a blank opens a string.
 *   <li>An operator ends where {@code --} or {@code /*} begins, and may end in {@code +} or {@code
 *       -} only if it has one of the characters that the SQL standard's operators do not have.
 *   <li>A string constant goes on after its closing quote if white space with a line end and then
 *       another quote follow; {@code --} comments count as such white space.
 *   <li>Letters directly after a number belong to it (the server then refuses it).
 * </ul>
 *
 * <p>Every byte above 127 is a letter, so UTF-8 needs no decoding. Nothing is copied: a token is
 * its kind and two offsets into {@link #buffer}. Where the buffer holds only part of a source
 * ({@link #complete} is false), a token near its end may be cut; the caller sees that in {@link
 * #cut()}, adds bytes and asks again from {@link #start}.
 */
final class Lexer {

  // Classes of bytes. OP covers every operator character; the rest say which rule is tried.
  private static final byte OTHER = 0;
  private static final byte SPACE = 1;
  private static final byte LETTER = 2;
  private static final byte DIGIT = 3;
  private static final byte OP = 4;
  private static final byte PUNCTUATION = 5;
  private static final byte QUOTE = 6;
  private static final byte DOUBLE_QUOTE = 7;
  private static final byte DOLLAR = 8;

  private static final byte[] CLASS = new byte[256];

  /** How far behind a token the rules may look: three bytes for {@code 1e+5}; more does no harm. */
  private static final int LOOKAHEAD = 8;

  static {
    for (int i = 0; i < 256; i++) {
      CLASS[i] = i >= 128 || (i | 32) >= 'a' && (i | 32) <= 'z' ? LETTER : OTHER;
    }
    CLASS['_'] = LETTER;
    for (int i = '0'; i <= '9'; i++) {
      CLASS[i] = DIGIT;
    }
    mark(" \t\n\r\f\u000b", SPACE);
    mark("~!@#^&|`?+-*/%<>=", OP);
    mark(",()[].;:\\", PUNCTUATION);
    CLASS['\''] = QUOTE;
    CLASS['"'] = DOUBLE_QUOTE;
    CLASS['$'] = DOLLAR;
  }

  private static void mark(String characters, byte value) {
    for (int i = 0; i < characters.length(); i++) {
      CLASS[characters.charAt(i)] = value;
    }
  }

  byte[] buffer;
  int limit;

  /** Whether the source ends at {@link #limit}. */
  boolean complete;

  /** Where the current token begins. */
  int start;

  /** Where the current token ends and the next begins. */
  int pos;

  /** Whether a plain {@code '…'} takes backslashes: {@code standard_conforming_strings} is off. */
  boolean backslashInStrings;

  /** Whether the current token lacks its end: the source ended inside it. */
  boolean unterminated;

  private boolean lookedBehindLimit;

  Lexer(byte[] buffer, int from, int limit, boolean complete) {
    this.buffer = buffer;
    this.pos = from;
    this.start = from;
    this.limit = limit;
    this.complete = complete;
  }

  /** Whether more bytes could make the current token longer or another one. */
  boolean cut() {
    return !complete && (pos + LOOKAHEAD > limit || lookedBehindLimit);
  }

  /** Moves to the next token. */
  TokenKind next() {
    int p = pos;
    start = p;
    unterminated = false;
    lookedBehindLimit = false;
    if (p >= limit) {
      return TokenKind.END;
    }
    byte b = buffer[p];
    switch (CLASS[b & 0xff]) {
      case SPACE:
        return whitespace(p + 1);
      case LETTER:
        return letter(b, p);
      case DIGIT:
        return number(p);
      case OP:
        return operator(b, p);
      case PUNCTUATION:
        return punctuation(b, p);
      case QUOTE:
        return backslashInStrings
            ? escapeString(p + 1)
            : plainString(p + 1, TokenKind.STRING, true, true);
      case DOUBLE_QUOTE:
        return plainString(p + 1, TokenKind.QUOTED_NAME, false, true);
      case DOLLAR:
        return dollar(p);
      default:
        pos = p + 1;
        return TokenKind.OTHER;
    }
  }

  static boolean isSpace(byte b) {
    return CLASS[b & 0xff] == SPACE;
  }

  static boolean isIdentifierStart(byte b) {
    return CLASS[b & 0xff] == LETTER;
  }

  /**
   * Letters, digits and the underscore: what names of dollar-quote tags and psql variables have.
   */
  static boolean isNamePart(byte b) {
    byte c = CLASS[b & 0xff];
    return c == LETTER || c == DIGIT;
  }

  private TokenKind whitespace(int p) {
    byte[] buf = buffer;
    int end = limit;
    while (p < end && CLASS[buf[p] & 0xff] == SPACE) {
      p++;
    }
    pos = p;
    return TokenKind.WHITESPACE;
  }

  private TokenKind letter(byte b, int p) {
    if (p + 1 < limit) {
      byte following = buffer[p + 1];
      if (following == '\'') {
        switch (b) {
          case 'e', 'E':
            return escapeString(p + 2);
          case 'n', 'N':
            return backslashInStrings
                ? escapeString(p + 2)
                : plainString(p + 2, TokenKind.STRING, true, true);
          case 'b', 'B', 'x', 'X':
            return plainString(p + 2, TokenKind.BIT_STRING, true, false);
          default:
            break;
        }
      } else if (following == '&' && (b | 32) == 'u' && p + 2 < limit) {
        if (buffer[p + 2] == '\'') {
          return plainString(p + 3, TokenKind.UNICODE_STRING, true, true);
        }
        if (buffer[p + 2] == '"') {
          return plainString(p + 3, TokenKind.UNICODE_NAME, false, true);
        }
      }
    }
    pos = identifierEnd(p + 1);
    return TokenKind.WORD;
  }

  private int identifierEnd(int p) {
    byte[] buf = buffer;
    int end = limit;
    while (p < end) {
      byte c = CLASS[buf[p] & 0xff];
      if (c != LETTER && c != DIGIT && c != DOLLAR) {
        break;
      }
      p++;
    }
    return p;
  }

  private TokenKind punctuation(byte b, int p) {
    byte following = p + 1 < limit ? buffer[p + 1] : 0;
    pos = p + 1;
    switch (b) {
      case ',':
        return TokenKind.COMMA;
      case '(':
        return TokenKind.OPEN_PAREN;
      case ')':
        return TokenKind.CLOSE_PAREN;
      case '[':
        return TokenKind.OPEN_BRACKET;
      case ']':
        return TokenKind.CLOSE_BRACKET;
      case ';':
        return TokenKind.SEMICOLON;
      case '\\':
        return TokenKind.BACKSLASH;
      case '.':
        if (following == '.') {
          pos = p + 2;
          return TokenKind.DOT_DOT;
        }
        if (following >= '0' && following <= '9') {
          return fraction(decimalEnd(p + 1));
        }
        return TokenKind.DOT;
      default: // a colon
        if (following == ':') {
          pos = p + 2;
          return TokenKind.TYPECAST;
        }
        if (following == '=') {
          pos = p + 2;
          return TokenKind.COLON_EQUALS;
        }
        return TokenKind.COLON;
    }
  }

  // ---- numbers

  private TokenKind number(int p) {
    byte[] buf = buffer;
    if (buf[p] == '0' && p + 1 < limit) {
      int digits = radixDigits(buf[p + 1] | 32);
      if (digits != 0) {
        int end = radixEnd(p + 2, digits);
        if (end > p + 2) {
          return junk(end);
        }
      }
    }
    int end = decimalEnd(p);
    if (end < limit && buf[end] == '.') {
      // 1..10 is 1, two dots and 10, as in PL/pgSQL's FOR loops.
      if (end + 1 < limit && buf[end + 1] == '.') {
        pos = end;
        return TokenKind.NUMBER;
      }
      end++;
      if (end < limit && CLASS[buf[end] & 0xff] == DIGIT) {
        end = decimalEnd(end);
      }
    }
    return fraction(end);
  }

  /** The end of {@code digit(_?digit)*}; {@code p} is at a digit. */
  private int decimalEnd(int p) {
    byte[] buf = buffer;
    p++;
    while (p < limit) {
      if (CLASS[buf[p] & 0xff] == DIGIT) {
        p++;
      } else if (buf[p] == '_' && p + 1 < limit && CLASS[buf[p + 1] & 0xff] == DIGIT) {
        p += 2;
      } else {
        break;
      }
    }
    return p;
  }

  private static int radixDigits(int letter) {
    return letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
  }

  private int radixEnd(int p, int radix) {
    while (p < limit) {
      int q = buffer[p] == '_' ? p + 1 : p;
      if (q < limit && buffer[q] > 0 && Character.digit(buffer[q], radix) >= 0) {
        p = q + 1;
      } else {
        break;
      }
    }
    return p;
  }

  /** The exponent, if there is one, and the junk behind. */
  private TokenKind fraction(int end) {
    if (end < limit && (buffer[end] | 32) == 'e') {
      int p = end + 1;
      boolean signed = p < limit && (buffer[p] == '+' || buffer[p] == '-');
      if (signed) {
        p++;
      }
      if (p < limit && CLASS[buffer[p] & 0xff] == DIGIT) {
        return junk(decimalEnd(p));
      }
      if (signed) {
        pos = p;
        return TokenKind.NUMBER;
      }
    }
    return junk(end);
  }

  private TokenKind junk(int end) {
    pos = end < limit && isIdentifierStart(buffer[end]) ? identifierEnd(end + 1) : end;
    return TokenKind.NUMBER;
  }

  // ---- operators and comments

  private TokenKind operator(byte b, int p) {
    byte[] buf = buffer;
    if (p + 1 < limit) {
      if (b == '-' && buf[p + 1] == '-') {
        return lineComment(p + 2);
      }
      if (b == '/' && buf[p + 1] == '*') {
        return blockComment(p + 2);
      }
    }
    boolean beyondStandard = isBeyondStandard(b);
    int q = p + 1;
    while (q < limit) {
      byte c = buf[q];
      if (CLASS[c & 0xff] != OP || q + 1 < limit && opensComment(c, buf[q + 1])) {
        break;
      }
      beyondStandard |= isBeyondStandard(c);
      q++;
    }
    if (!beyondStandard) {
      while (q > p + 1 && (buf[q - 1] == '+' || buf[q - 1] == '-')) {
        q--;
      }
    }
    pos = q;
    return TokenKind.OPERATOR;
  }

  private static boolean opensComment(byte c, byte following) {
    return c == '-' && following == '-' || c == '/' && following == '*';
  }

  private static boolean isBeyondStandard(byte c) {
    return switch (c) {
      case '~', '!', '@', '#', '^', '&', '|', '`', '?', '%' -> true;
      default -> false;
    };
  }

  private TokenKind lineComment(int p) {
    byte[] buf = buffer;
    int end = limit;
    while (p < end && buf[p] != '\n' && buf[p] != '\r') {
      p++;
    }
    pos = p;
    return TokenKind.LINE_COMMENT;
  }

  private TokenKind blockComment(int p) {
    byte[] buf = buffer;
    int last = limit - 1;
    int depth = 1;
    while (p < last) {
      byte c = buf[p];
      if (c == '*' && buf[p + 1] == '/') {
        p += 2;
        if (--depth == 0) {
          pos = p;
          return TokenKind.BLOCK_COMMENT;
        }
      } else if (c == '/' && buf[p + 1] == '*') {
        p += 2;
        depth++;
      } else {
        p++;
      }
    }
    return endless(TokenKind.BLOCK_COMMENT);
  }

  // ---- quoted things

  private TokenKind endless(TokenKind kind) {
    pos = limit;
    unterminated = true;
    return kind;
  }

  /**
   * Up to the closing quote, which is the byte before {@code p}.
   *
   * @param continues whether another piece may follow on a later line
   * @param doubles whether two quotes stand for one
   */
  private TokenKind plainString(int p, TokenKind kind, boolean continues, boolean doubles) {
    byte[] buf = buffer;
    byte quote = buf[p - 1];
    int end = limit;
    while (true) {
      while (p < end && buf[p] != quote) {
        p++;
      }
      if (p >= end) {
        return endless(kind);
      }
      p++;
      if (doubles && p < end && buf[p] == quote) {
        p++;
        continue;
      }
      int next = continues ? continuation(p) : -1;
      if (next < 0) {
        pos = p;
        return kind;
      }
      p = next;
    }
  }

  private TokenKind escapeString(int p) {
    byte[] buf = buffer;
    int end = limit;
    while (true) {
      while (p < end && buf[p] != '\'' && buf[p] != '\\') {
        p++;
      }
      if (p >= end) {
        return endless(TokenKind.ESCAPE_STRING);
      }
      if (buf[p++] == '\\') {
        p++;
        continue;
      }
      if (p < end && buf[p] == '\'') {
        p++;
        continue;
      }
      int next = continuation(p);
      if (next < 0) {
        pos = p;
        return TokenKind.ESCAPE_STRING;
      }
      p = next;
    }
  }

  /**
   * Where a string that was closed before {@code p} goes on, behind the quote that opens the next
   * piece, or -1.
   */
  private int continuation(int p) {
    byte[] buf = buffer;
    int end = limit;
    boolean lineEnd = false;
    while (p < end) {
      byte c = buf[p];
      if (c == '\n' || c == '\r') {
        lineEnd = true;
        p++;
      } else if (CLASS[c & 0xff] == SPACE) {
        p++;
      } else if (c == '\'') {
        return lineEnd ? p + 1 : -1;
      } else if (c == '-' && p + 1 < end && buf[p + 1] == '-') {
        p += 2;
        while (p < end && buf[p] != '\n' && buf[p] != '\r') {
          p++;
        }
      } else {
        lookedBehindLimit = p + 1 >= end;
        return -1;
      }
    }
    lookedBehindLimit = true;
    return -1;
  }

  private TokenKind dollar(int p) {
    byte[] buf = buffer;
    int end = limit;
    int q = p + 1;
    if (q < end && CLASS[buf[q] & 0xff] == DIGIT) {
      while (q < end && CLASS[buf[q] & 0xff] == DIGIT) {
        q++;
      }
      junk(q);
      return TokenKind.PARAMETER;
    }
    if (q < end && isIdentifierStart(buf[q])) {
      while (q < end && isNamePart(buf[q])) {
        q++;
      }
    }
    if (q >= end) {
      lookedBehindLimit = true;
    }
    if (q >= end || buf[q] != '$') {
      pos = p + 1;
      return TokenKind.OTHER;
    }
    int length = q + 1 - p;
    return dollarString(p, length);
  }

  /** Up to the first place where the delimiter {@code [p, p + length)} stands again. */
  private TokenKind dollarString(int p, int length) {
    byte[] buf = buffer;
    int last = limit - length;
    int q = p + length;
    while (q <= last) {
      if (buf[q] != '$') {
        q++;
        continue;
      }
      int i = 1;
      while (i < length && buf[q + i] == buf[p + i]) {
        i++;
      }
      if (i == length) {
        pos = q + length;
        return TokenKind.DOLLAR_STRING;
      }
      q++;
    }
    return endless(TokenKind.DOLLAR_STRING);
  }
}
