package dev.veery.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a command as a shell does, as far as scenarios need it. */
final class Words {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");

  private Words() {}

  /**
   * Words separated by blanks. Single quotes keep everything, double quotes keep everything but
   * {@code \"} and {@code \\}; a backslash outside of quotes keeps the next character.
   */
  static List<String> split(String command) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c == '\'') {
        int end = closing(command, i);
        word.append(command, i + 1, end);
        i = end;
        inWord = true;
      } else if (c == '"') {
        inWord = true;
        i++;
        while (true) {
          if (i >= command.length()) {
            throw new IllegalArgumentException("unclosed \" in: " + command);
          }
          char q = command.charAt(i);
          if (q == '"') {
            break;
          }
          if (q == '\\'
              && i + 1 < command.length()
              && (command.charAt(i + 1) == '"' || command.charAt(i + 1) == '\\')) {
            i++;
          }
          word.append(command.charAt(i));
          i++;
        }
      } else if (c == '\\' && i + 1 < command.length()) {
        word.append(command.charAt(++i));
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /** Replaces {@code ${NAME}} by its value; a name without a value stays as it is. */
  static String expand(String text, Map<String, String> variables) {
    return VARIABLE
        .matcher(text)
        .replaceAll(match ->
            Matcher.quoteReplacement(variables.getOrDefault(match.group(1), match.group())));
  }

  private static int closing(String command, int open) {
    int end = command.indexOf('\'', open + 1);
    if (end < 0) {
      throw new IllegalArgumentException("unclosed ' in: " + command);
    }
    return end;
  }
}
