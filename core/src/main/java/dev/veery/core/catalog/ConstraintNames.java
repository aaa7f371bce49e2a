package dev.veery.core.catalog;

import java.nio.charset.StandardCharsets;

/**
 * The names that PostgreSQL gives to constraints that nobody named ({@code makeObjectName} in
 * {@code src/backend/commands/indexcmds.c}).
 */
public final class ConstraintNames {

  /** {@code NAMEDATALEN - 1}: bytes in a name. */
  private static final int MAX_BYTES = 63;

  private ConstraintNames() {}

  /**
   * {@code relation_column_label}, the longer of the first two shortened until the whole fits.
   *
   * @param column may be empty
   */
  public static String choose(String relation, String column, String label) {
    byte[] first = relation.getBytes(StandardCharsets.UTF_8);
    byte[] second = column.getBytes(StandardCharsets.UTF_8);
    int overhead = label.length() + 1 + (second.length == 0 ? 0 : 1);
    int firstLength = first.length;
    int secondLength = second.length;
    while (firstLength + secondLength > MAX_BYTES - overhead) {
      if (firstLength > secondLength) {
        firstLength--;
      } else {
        secondLength--;
      }
    }
    String start = clip(first, firstLength);
    String middle = clip(second, secondLength);
    return start + (middle.isEmpty() ? "" : '_' + middle) + '_' + label;
  }

  /** Cuts between characters, not within one. */
  private static String clip(byte[] bytes, int length) {
    int end = length;
    while (end < bytes.length && end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
