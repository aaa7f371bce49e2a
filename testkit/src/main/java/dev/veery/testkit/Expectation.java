package dev.veery.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares lines with expected lines. In an expected line {@code [..]} stands for any text, and a
 * line that is {@code [...]} stands for any number of lines.
 */
final class Expectation {

  private static final String ANY_TEXT = "[..]";
  private static final String ANY_LINES = "[...]";

  private Expectation() {}

  static boolean matches(List<String> expected, List<String> actual) {
    // reachable[j]: the expected lines so far can account for the first j actual lines.
    boolean[] reachable = new boolean[actual.size() + 1];
    reachable[0] = true;
    for (String line : expected) {
      boolean[] next = new boolean[actual.size() + 1];
      if (line.strip().equals(ANY_LINES)) {
        boolean any = false;
        for (int j = 0; j <= actual.size(); j++) {
          any |= reachable[j];
          next[j] = any;
        }
      } else {
        for (int j = 0; j < actual.size(); j++) {
          next[j + 1] = reachable[j] && lineMatches(line, actual.get(j));
        }
      }
      reachable = next;
    }
    return reachable[actual.size()];
  }

  static boolean lineMatches(String expected, String actual) {
    if (!expected.contains(ANY_TEXT)) {
      return expected.stripTrailing().equals(actual.stripTrailing());
    }
    var regex = new StringBuilder();
    for (String part : expected.stripTrailing().split(Pattern.quote(ANY_TEXT), -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.matches(regex.toString(), actual.stripTrailing());
  }

  /** The actual lines, each written as the expected line that it matches where there is one. */
  static List<String> keepWildcards(List<String> expected, List<String> actual) {
    if (matches(expected, actual)) {
      return expected;
    }
    var lines = new ArrayList<String>();
    for (String line : actual) {
      lines.add(
          expected.stream()
              .filter(old -> old.contains(ANY_TEXT) && lineMatches(old, line))
              .findFirst()
              .orElse(line));
    }
    return lines;
  }
}
