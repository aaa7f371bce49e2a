package dev.veery.core.sql;

import dev.veery.core.sql.PsqlArguments.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The line of a {@code \copy}: {@code table [(columns)] FROM { 'file' | file | STDIN } [options]}.
 * Variables are not substituted in it, as in psql.
 *
 * @param sql the COPY statement that psql sends for it
 * @param file the file to read, or null where the data follow in the script
 * @param words the first words of the statement
 */
record PsqlCopy(String sql, @Nullable String file, List<String> words) {

  static PsqlCopy parse(byte[] buf, int from, int limit) throws Malformed {
    Lexer lexer = new Lexer(buf, from, limit, true);
    int depth = 0;
    int tableStart = -1;
    List<String> words = new ArrayList<>();
    words.add("copy");
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      if (kind.isTrivia()) {
        continue;
      }
      if (tableStart < 0) {
        tableStart = lexer.start;
      }
      depth += kind == TokenKind.OPEN_PAREN ? 1 : kind == TokenKind.CLOSE_PAREN ? -1 : 0;
      if (kind == TokenKind.WORD) {
        String word = text(buf, lexer.start, lexer.pos).toLowerCase(Locale.ROOT);
        if (depth == 0 && word.equals("from")) {
          return from(buf, tableStart, lexer.start, lexer.pos, limit, words);
        }
        if (depth == 0 && word.equals("to")) {
          throw new Malformed("\\copy … TO writes a file, which a migration does not");
        }
        if (words.size() < ScriptScanner.WORDS) {
          words.add(word);
        }
      }
    }
    throw new Malformed("\\copy without FROM");
  }

  private static PsqlCopy from(
      byte[] buf, int tableStart, int tableEnd, int p, int limit, List<String> words)
      throws Malformed {
    while (p < limit && Lexer.isSpace(buf[p])) {
      p++;
    }
    if (p >= limit) {
      throw new Malformed("\\copy without a file");
    }
    String file;
    int end = p;
    boolean quoted = buf[p] == '\'';
    if (quoted) {
      Lexer lexer = new Lexer(buf, p, limit, true);
      lexer.next();
      if (lexer.unterminated) {
        throw new Malformed("the file name is not closed on its line");
      }
      end = lexer.pos;
      file = text(buf, p + 1, end - 1).replace("''", "'");
    } else {
      while (end < limit && !Lexer.isSpace(buf[end]) && buf[end] != ';') {
        end++;
      }
      file = text(buf, p, end);
    }
    String keyword = quoted ? "" : file.toLowerCase(Locale.ROOT);
    if (keyword.equals("program") || keyword.equals("pstdin")) {
      throw new Malformed(
          "\\copy … FROM " + keyword.toUpperCase(Locale.ROOT) + " is not supported");
    }
    String options = text(buf, end, limit).strip();
    String table = text(buf, tableStart, tableEnd).strip();
    List<String> all = new ArrayList<>(words);
    all.add("from");
    all.add("stdin");
    return new PsqlCopy(
        "COPY " + table + " FROM STDIN " + options,
        keyword.equals("stdin") ? null : file,
        all.subList(0, Math.min(all.size(), ScriptScanner.WORDS)));
  }

  private static String text(byte[] buf, int from, int to) {
    return new String(buf, from, to - from, StandardCharsets.UTF_8);
  }
}
