package dev.veery.core.source;

import org.jspecify.annotations.Nullable;

/**
 * A file's or directory's name taken apart: {@code 20260901121000_add_priority} is the version
 * {@code 20260901121000} and the name {@code add_priority}.
 *
 * @param version as written, a leading {@code v} left out
 * @param name what follows behind the separator; may be empty
 */
record VersionedName(String version, String name) {

  /**
   * Takes a name without its extension apart, or gives null where it does not begin with a version.
   *
   * <p>A version is a run of digits ({@code 001}), several joined by dots ({@code 1.0.6}), a date
   * with dashes or underscores ({@code 2017-09-23-182408}, {@code 2017_09_23_182408}), or a hash as
   * Alembic makes them ({@code ae1027a6acf}). It ends at an underscore, dash, blank, dot or the
   * end: {@code 2fa_tokens} has none.
   */
  static @Nullable VersionedName parse(String stem) {
    int start = 0;
    if (stem.length() > 1 && (stem.charAt(0) | 0x20) == 'v' && isDigit(stem.charAt(1))) {
      start = 1;
    }
    int end = date(stem, start);
    if (end < 0) {
      end = dotted(stem, start);
    }
    if (end < 0 || end < stem.length() && !isSeparator(stem.charAt(end))) {
      start = 0;
      end = hash(stem);
    }
    return end < 0 ? null : new VersionedName(stem.substring(start, end), nameFrom(stem, end));
  }

  /** The name that follows at {@code end}: separators in front of it are left out. */
  private static String nameFrom(String stem, int end) {
    int from = end;
    while (from < stem.length() && isSeparator(stem.charAt(from))) {
      from++;
    }
    return stem.substring(from);
  }

  /** The end of {@code yyyy-mm-dd} with the groups of digits that follow it, or -1. */
  private static int date(String stem, int start) {
    if (digits(stem, start) != start + 4 || start + 4 >= stem.length()) {
      return -1;
    }
    char separator = stem.charAt(start + 4);
    if (separator != '-' && separator != '_') {
      return -1;
    }
    int end = start + 4;
    int groups = 0;
    while (end < stem.length() && (stem.charAt(end) == '-' || stem.charAt(end) == separator)) {
      int next = digits(stem, end + 1);
      boolean whole = next == stem.length() || isSeparator(stem.charAt(next));
      // The month and the day have two digits, a time or a counter behind them four or more.
      boolean fits =
          groups < 2 ? next == end + 3 : next >= end + 5 || groups < 5 && next == end + 3;
      if (!whole || !fits) {
        break;
      }
      end = next;
      groups++;
    }
    return groups >= 2 ? end : -1;
  }

  private static int dotted(String stem, int start) {
    int end = digits(stem, start);
    if (end == start) {
      return -1;
    }
    while (end + 1 < stem.length() && stem.charAt(end) == '.' && digits(stem, end + 1) > end + 1) {
      end = digits(stem, end + 1);
    }
    return end;
  }

  private static int hash(String stem) {
    int end = 0;
    boolean digit = false;
    while (end < stem.length() && isHexDigit(stem.charAt(end))) {
      digit |= isDigit(stem.charAt(end));
      end++;
    }
    boolean ends = end == stem.length() || stem.charAt(end) == '_';
    return digit && ends && end >= 7 && end <= 40 ? end : -1;
  }

  private static int digits(String stem, int start) {
    int end = start;
    while (end < stem.length() && isDigit(stem.charAt(end))) {
      end++;
    }
    return end;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHexDigit(char c) {
    return isDigit(c) || c >= 'a' && c <= 'f';
  }

  private static boolean isSeparator(char c) {
    return c == '_' || c == '-' || c == ' ' || c == '.';
  }
}
