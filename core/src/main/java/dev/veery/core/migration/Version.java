package dev.veery.core.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * A migration's identity, as its author wrote it.
 *
 * <p>Two kinds are told apart by whether there is a letter in them.
 *
 * <ul>
 *   <li><b>Numbers</b>: {@code 001}, {@code 20260901121000}, {@code 1.0.6}, {@code 1_10}. Parts are
 *       separated by {@code .} or {@code _} and compared as numbers of any length, so that {@code
 *       1.10} comes after {@code 1.9}. Dashes are left out: {@code 2017-09-23-182408} is one
 *       number. Leading zeros and trailing parts that are zero do not count, so {@code 001}, {@code
 *       1} and {@code 1.0} are the same version: a directory that holds two of them has a duplicate
 *       and not a guess.
 *   <li><b>Names</b>: {@code add_users}, {@code users@v1.0}, {@code ae1027a6acf}. Runs of digits in
 *       them are ordered as numbers, but only the very same text is the same version.
 * </ul>
 *
 * <p>Equality follows this order, not the text: use {@link #canonical()} as the key where versions
 * are stored.
 *
 * @param text as the author wrote it; never empty
 */
public record Version(String text) implements Comparable<Version> {

  public Version {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a version cannot be empty");
    }
  }

  /**
   * The form that equal versions share: {@code 1} for {@code 001} and {@code 1.0}. A name is its
   * own canonical form.
   */
  public String canonical() {
    if (isPlainNumber(text)) {
      return text.substring(significant(text));
    }
    if (!isNumeric()) {
      return text;
    }
    return String.join(".", numericParts(text));
  }

  /** Whether it is made of numbers, so that the next one can be counted up to. */
  public boolean isNumeric() {
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isDigit(c)) {
        digit = true;
      } else if (c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return digit;
  }

  @Override
  public int compareTo(Version other) {
    if (isPlainNumber(text) && isPlainNumber(other.text)) {
      return compareNumbers(text, other.text);
    }
    boolean numeric = isNumeric();
    boolean otherNumeric = other.isNumeric();
    List<String> mine = numeric ? numericParts(text) : nameParts(text);
    List<String> theirs = otherNumeric ? numericParts(other.text) : nameParts(other.text);
    int common = Math.min(mine.size(), theirs.size());
    for (int i = 0; i < common; i++) {
      int order = compareParts(mine.get(i), theirs.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (mine.size() != theirs.size()) {
      return Integer.compare(mine.size(), theirs.size());
    }
    // The same parts: two spellings of one number are equal, two spellings of a name are not.
    return numeric && otherNumeric ? 0 : text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Version other
        && (text.equals(other.text) || canonical().equals(other.canonical()));
  }

  @Override
  public int hashCode() {
    return canonical().hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static int compareParts(String a, String b) {
    boolean numberA = isDigit(a.charAt(0));
    boolean numberB = isDigit(b.charAt(0));
    if (numberA && numberB) {
      return compareNumbers(a, b);
    }
    if (numberA != numberB) {
      return numberA ? -1 : 1;
    }
    return a.compareTo(b);
  }

  private static int compareNumbers(String a, String b) {
    int fromA = significant(a);
    int fromB = significant(b);
    int length = a.length() - fromA;
    int order = Integer.compare(length, b.length() - fromB);
    for (int i = 0; order == 0 && i < length; i++) {
      order = Character.compare(a.charAt(fromA + i), b.charAt(fromB + i));
    }
    return order;
  }

  /** The index of the first digit that counts; a number of zeros keeps its last one. */
  private static int significant(String digits) {
    int i = 0;
    while (i < digits.length() - 1 && digits.charAt(i) == '0') {
      i++;
    }
    return i;
  }

  private static List<String> numericParts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '.';
      if (isDigit(c)) {
        part.append(c);
      } else if (c != '-' && !part.isEmpty()) {
        parts.add(part.substring(significant(part.toString())));
        part.setLength(0);
      }
    }
    while (parts.size() > 1 && parts.getLast().equals("0")) {
      parts.removeLast();
    }
    return parts;
  }

  private static List<String> nameParts(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= text.length(); i++) {
      boolean ends =
          i == text.length()
              || isDigit(text.charAt(i)) != isDigit(text.charAt(i - 1))
              || isSeparator(text.charAt(i))
              || isSeparator(text.charAt(i - 1));
      if (ends) {
        if (!isSeparator(text.charAt(start))) {
          parts.add(text.substring(start, i));
        }
        start = i;
      }
    }
    return parts;
  }

  private static boolean isPlainNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSeparator(char c) {
    return c == '.' || c == '_' || c == '-';
  }

  /**
   * ASCII only: file names in other scripts' digits are names, as they are for every other tool.
   */
  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
