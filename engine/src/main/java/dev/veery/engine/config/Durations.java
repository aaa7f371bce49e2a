package dev.veery.engine.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as PostgreSQL's settings write them, the unit being obligatory. */
public final class Durations {

  private Durations() {}

  /** Null for what is no duration. */
  public static @Nullable Duration parse(String text) {
    String trimmed = text.strip();
    if (trimmed.equals("0")) {
      return Duration.ZERO;
    }
    int digits = 0;
    while (digits < trimmed.length() && Character.isDigit(trimmed.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > 9) {
      return null;
    }
    long number = Long.parseLong(trimmed.substring(0, digits));
    return switch (trimmed.substring(digits).strip()) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m", "min" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> null;
    };
  }
}
