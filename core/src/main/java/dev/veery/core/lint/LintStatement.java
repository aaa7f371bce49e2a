package dev.veery.core.lint;

import dev.veery.core.migration.Directives;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.SqlStatement;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A statement of a script, parsed.
 *
 * @param item as the splitter cut it
 * @param parsed what it is
 * @param directives of the statement alone
 * @param transaction statements of a script with the same number share a transaction
 * @param ownTransaction whether the script itself opened that transaction with BEGIN
 */
public record LintStatement(
    ScriptItem.Statement item,
    ParsedStatement parsed,
    Directives directives,
    int transaction,
    boolean ownTransaction) {

  public SqlStatement sql() {
    return parsed.statement();
  }

  public Tokens tokens() {
    return parsed.tokens();
  }

  /** Its text without the semicolon and blanks behind it, comments before it left out. */
  public String text() {
    Tokens tokens = parsed.tokens();
    int last = tokens.count() - 1;
    while (last > 0 && tokens.is(last, ';')) {
      last--;
    }
    return tokens.count() == 0 ? "" : tokens.text(tokens.start(0), tokens.end(last));
  }

  /** All of it, from its first to its last token. */
  Span whole() {
    Tokens tokens = parsed.tokens();
    return tokens.count() == 0
        ? new Span(0, 0)
        : new Span(tokens.start(0), tokens.end(tokens.count() - 1));
  }

  /** Where a byte of its text stands in the file. */
  SourcePosition position(int offset) {
    byte[] text = item.bytes();
    int characters = 1;
    for (int i = 0; i < offset && i < text.length; i++) {
      if ((text[i] & 0xc0) != 0x80) {
        characters++;
      }
    }
    return item.at(characters);
  }

  /** Twelve hex digits over the tokens: formatting and comments do not change them. */
  String fingerprint() {
    Tokens tokens = parsed.tokens();
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.is(i, ';')) {
        continue;
      }
      String word = tokens.word(i);
      byte[] bytes = (word.isEmpty() ? tokens.text(i) : word).getBytes(StandardCharsets.UTF_8);
      for (byte b : bytes) {
        hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
      }
      hash = (hash ^ 0x20) * 0x100000001b3L;
    }
    byte[] digest = new byte[8];
    for (int i = 0; i < 8; i++) {
      digest[i] = (byte) (hash >>> (56 - 8 * i));
    }
    return HexFormat.of().formatHex(Arrays.copyOf(digest, 6));
  }
}
