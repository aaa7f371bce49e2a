package dev.veery.core.sql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a psql command: the rules of {@code src/bin/psql/psqlscanslash.l}. They end with
 * the line or with an unquoted backslash.
 */
final class PsqlArguments {

  private final byte[] buf;
  private final int limit;
  private final PsqlVariables variables;
  private int pos;
  private int unquotedTail;
  private boolean quoted;

  PsqlArguments(byte[] buf, int from, int limit, PsqlVariables variables) {
    this.buf = buf;
    this.pos = from;
    this.limit = limit;
    this.variables = variables;
  }

  /** An argument that psql would not take either, or one that Veery does not. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /** The next argument, or null behind the last one. */
  @Nullable String next() throws Malformed {
    while (pos < limit && Lexer.isSpace(buf[pos])) {
      pos++;
    }
    if (pos >= limit || buf[pos] == '\\') {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    unquotedTail = 0;
    quoted = false;
    while (pos < limit && buf[pos] != '\\' && !Lexer.isSpace(buf[pos])) {
      switch (buf[pos]) {
        case '\'' -> {
          single(out);
          quoted();
        }
        case '"' -> {
          twofold(out);
          quoted();
        }
        case '`' -> throw new Malformed("a shell command in backticks is not run");
        case ':' -> variable(out);
        default -> {
          out.write(buf[pos++]);
          unquotedTail++;
        }
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /**
   * As {@link #next()}, semicolons at its end left out as psql does for file names and the like.
   */
  @Nullable String nextWithoutSemicolon() throws Malformed {
    String argument = next();
    while (argument != null && unquotedTail-- > 0 && argument.endsWith(";")) {
      argument = argument.substring(0, argument.length() - 1);
    }
    return argument == null || argument.isEmpty() && !quoted ? null : argument;
  }

  List<String> rest() throws Malformed {
    List<String> all = new ArrayList<>();
    for (String argument = next(); argument != null; argument = next()) {
      all.add(argument);
    }
    return all;
  }

  /** Index behind the arguments, and behind the two backslashes that may close the command. */
  int end() {
    boolean closed = pos + 1 < limit && buf[pos] == '\\' && buf[pos + 1] == '\\';
    return closed ? pos + 2 : pos;
  }

  private void quoted() {
    quoted = true;
    unquotedTail = 0;
  }

  private void single(ByteArrayOutputStream out) throws Malformed {
    pos++;
    while (pos < limit) {
      byte b = buf[pos++];
      if (b == '\'') {
        if (pos >= limit || buf[pos] != '\'') {
          return;
        }
        out.write('\'');
        pos++;
      } else if (b == '\\' && pos < limit) {
        escape(out);
      } else {
        out.write(b);
      }
    }
    throw new Malformed("a quoted argument is not closed on its line");
  }

  private void escape(ByteArrayOutputStream out) {
    byte b = buf[pos++];
    switch (b) {
      case 'n' -> out.write('\n');
      case 't' -> out.write('\t');
      case 'b' -> out.write('\b');
      case 'r' -> out.write('\r');
      case 'f' -> out.write('\f');
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        pos--;
        out.write(digits(8, 3));
      }
      case 'x' -> {
        if (pos < limit && buf[pos] > 0 && Character.digit(buf[pos], 16) >= 0) {
          out.write(digits(16, 2));
        } else {
          out.write('x');
        }
      }
      default -> out.write(b);
    }
  }

  private int digits(int radix, int most) {
    int value = 0;
    for (int i = 0; i < most && pos < limit && buf[pos] > 0; i++) {
      int digit = Character.digit(buf[pos], radix);
      if (digit < 0) {
        break;
      }
      value = value * radix + digit;
      pos++;
    }
    return value & 0xff;
  }

  /** Double quotes stay in the argument. */
  private void twofold(ByteArrayOutputStream out) throws Malformed {
    int from = pos++;
    while (pos < limit && buf[pos] != '"') {
      pos++;
    }
    if (pos >= limit) {
      throw new Malformed("a quoted argument is not closed on its line");
    }
    pos++;
    out.write(buf, from, pos - from);
  }

  private void variable(ByteArrayOutputStream out) {
    PsqlVariables.Reference reference = PsqlVariables.reference(buf, pos, limit);
    String value = reference == null ? null : variables.resolve(reference);
    if (reference == null || value == null) {
      int end = reference == null ? pos + 1 : reference.end();
      out.write(buf, pos, end - pos);
      unquotedTail += end - pos;
      pos = end;
    } else {
      out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
      pos = reference.end();
      quoted();
    }
  }
}
