package dev.veery.core.source;

import org.jspecify.annotations.Nullable;

/**
 * A name as Flyway reads it: {@code V1_10__add_users}, {@code U1_10__add_users}, {@code
 * R__reports}, {@code B5__baseline}.
 *
 * @param kind by the letter in front
 * @param version with dots where the file has underscores, as Flyway shows it; empty for
 *     repeatables
 * @param name what follows behind two underscores
 */
record FlywayName(Kind kind, String version, String name) {

  /** By the letter in front. */
  enum Kind {
    VERSIONED,
    UNDO,
    REPEATABLE,
    BASELINE
  }

  /** Takes a name without its extension apart, or gives null where Flyway would pass it over. */
  static @Nullable FlywayName parse(String stem) {
    if (stem.isEmpty() || "VURB".indexOf(stem.charAt(0)) < 0) {
      return null;
    }
    int separator = stem.indexOf("__");
    if (separator < 1) {
      return null;
    }
    String name = stem.substring(separator + 2);
    if (stem.charAt(0) == 'R') {
      return separator == 1 ? new FlywayName(Kind.REPEATABLE, "", name) : null;
    }
    Kind kind =
        switch (stem.charAt(0)) {
          case 'V' -> Kind.VERSIONED;
          case 'U' -> Kind.UNDO;
          case 'B' -> Kind.BASELINE;
          default -> null;
        };
    if (kind == null) {
      return null;
    }
    String version = stem.substring(1, separator);
    return isVersion(version) ? new FlywayName(kind, version.replace('_', '.'), name) : null;
  }

  /** Digits in parts, separated by single dots or underscores. */
  private static boolean isVersion(String text) {
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (VersionedName.isDigit(c)) {
        digit = true;
      } else if ((c == '.' || c == '_') && digit) {
        digit = false;
      } else {
        return false;
      }
    }
    return digit;
  }
}
