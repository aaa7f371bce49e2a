package dev.veery.core.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@code standard_conforming_strings} through a script: where it is off, a backslash in a
 * plain {@code '…'} escapes the next character, and the end of a string is somewhere else.
 *
 * <p>psql is told by the server; without one, the statements that change the setting are
 * recognised: {@code SET}, {@code RESET}, {@code DISCARD ALL}, {@code set_config} with constant
 * arguments, and the ends of transactions that undo them. {@code SET LOCAL} counts until the
 * transaction ends even where the script has no {@code BEGIN}, because a migration runs in a
 * transaction.
 */
final class StringSyntax {

  private static final String SETTING = "standard_conforming_strings";

  private boolean session;
  private boolean current;

  /** What {@link #session} goes back to if the transaction is rolled back. */
  private boolean beforeTransaction;

  private boolean inTransaction;

  /** Whether backslashes escape in plain strings. */
  boolean backslashes() {
    return current;
  }

  /**
   * What holds after a statement.
   *
   * @param words its first words
   * @param buf its text is {@code [from, to)}
   * @return null where nothing changes
   */
  @Nullable Boolean after(List<String> words, byte[] buf, int from, int to, Lexer settings) {
    if (words.isEmpty()) {
      return null;
    }
    boolean before = current;
    switch (words.getFirst()) {
      case "set" -> set(words, buf, from, to, settings);
      case "reset" -> {
        if (words.contains(SETTING) || words.contains("all")) {
          assign(false, false);
        }
      }
      case "discard" -> {
        if (words.contains("all")) {
          assign(false, false);
        }
      }
      case "select" -> {
        if (words.contains("set_config")) {
          setConfig(buf, from, to, settings);
        }
      }
      case "begin" -> begin();
      case "start" -> {
        if (words.contains("transaction")) {
          begin();
        }
      }
      case "commit", "end" -> {
        inTransaction = false;
        current = session;
      }
      case "rollback", "abort" -> {
        if (!words.contains("to")) {
          if (inTransaction) {
            session = beforeTransaction;
          }
          inTransaction = false;
          current = session;
        }
      }
      default -> {}
    }
    return before == current ? null : current;
  }

  private void begin() {
    inTransaction = true;
    beforeTransaction = session;
  }

  private void assign(boolean value, boolean local) {
    current = value;
    if (!local) {
      session = value;
    }
  }

  private void set(List<String> words, byte[] buf, int from, int to, Lexer settings) {
    int at = words.indexOf(SETTING);
    if (at < 1 || at > 2) {
      return;
    }
    List<String> tokens = tokens(buf, from, to, settings);
    // SET [SESSION | LOCAL] name { TO | = } value
    int value = tokens.indexOf(SETTING) + 2;
    if (value < tokens.size()) {
      assign(isOff(tokens.get(value)), words.get(1).equals("local"));
    }
  }

  private void setConfig(byte[] buf, int from, int to, Lexer settings) {
    List<String> tokens = tokens(buf, from, to, settings);
    // set_config ( 'name' , 'value' , is_local )
    int at = tokens.indexOf("set_config");
    if (at >= 0 && at + 6 < tokens.size() && tokens.get(at + 2).equals("'" + SETTING + "'")) {
      assign(isOff(tokens.get(at + 4)), !isOff(tokens.get(at + 6)));
    }
  }

  /** The value as a boolean, as the server reads it; {@code DEFAULT} is on. */
  private static boolean isOff(String value) {
    String text = value.replace("'", "");
    return text.equals("0")
        || text.startsWith("of")
        || startOf("false", text)
        || startOf("no", text);
  }

  private static boolean startOf(String word, String text) {
    return !text.isEmpty() && word.startsWith(text);
  }

  private static List<String> tokens(byte[] buf, int from, int to, Lexer settings) {
    Lexer lexer = new Lexer(buf, from, to, true);
    lexer.backslashInStrings = settings.backslashInStrings;
    List<String> tokens = new ArrayList<>();
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      if (!kind.isTrivia()) {
        String text = new String(buf, lexer.start, lexer.pos - lexer.start, StandardCharsets.UTF_8);
        tokens.add(text.toLowerCase(Locale.ROOT));
      }
    }
    return tokens;
  }
}
