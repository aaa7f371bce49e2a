package dev.veery.core.tenancy;

import java.util.ArrayList;
import java.util.List;

/**
 * The sides of an OR, as PostgreSQL prints conditions: every operator with its operands in
 * parentheses. A condition without OR is one branch. An OR within an AND is split, too, where the
 * other operands of the AND say nothing: each branch carries them.
 */
final class Branches {

  /** Taking apart more than this gives branches by the thousand. */
  private static final int LONGEST = 4000;

  private Branches() {}

  static List<String> of(String expression) {
    String text = strip(expression.strip());
    List<String> or = split(text, "OR");
    if (text.length() > LONGEST) {
      return List.of(text);
    }
    if (or.size() > 1) {
      List<String> branches = new ArrayList<>();
      or.forEach(side -> branches.addAll(of(side)));
      return branches;
    }
    List<String> and = split(text, "AND");
    if (and.size() > 1) {
      for (int i = 0; i < and.size(); i++) {
        List<String> sides = of(and.get(i));
        if (sides.size() > 1) {
          List<String> branches = new ArrayList<>();
          List<String> others = new ArrayList<>(and);
          others.remove(i);
          for (String side : sides) {
            branches.addAll(of("(" + side + ") AND " + String.join(" AND ", others)));
          }
          return branches;
        }
      }
    }
    return List.of(text);
  }

  /** Without parentheses around all of it. */
  private static String strip(String text) {
    String stripped = text;
    while (stripped.startsWith("(") && closing(stripped) == stripped.length() - 1) {
      stripped = stripped.substring(1, stripped.length() - 1).strip();
    }
    return stripped;
  }

  private static int closing(String text) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> split(String text, String word) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == '[')) {
        depth++;
      } else if (!quoted && (c == ')' || c == ']')) {
        depth--;
      } else if (!quoted
          && depth == 0
          && text.startsWith(word, i)
          && i > 0
          && Character.isWhitespace(text.charAt(i - 1))
          && i + word.length() < text.length()
          && Character.isWhitespace(text.charAt(i + word.length()))) {
        parts.add(text.substring(start, i).strip());
        start = i + word.length();
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
