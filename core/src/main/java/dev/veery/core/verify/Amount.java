package dev.veery.core.verify;

import java.time.Duration;
import java.util.Locale;

/** Sizes and ages in the words of a check's line. */
public final class Amount {

  private Amount() {}

  /** {@code 812 kB}, {@code 1.4 GB}: powers of 1024, as PostgreSQL counts. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    String[] units = {"kB", "MB", "GB", "TB"};
    int unit = -1;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }

  /** {@code 45 s}, {@code 12 min}, {@code 5 h}, {@code 3 days}. */
  public static String age(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min";
    }
    if (seconds < 2 * 86_400) {
      return seconds / 3600 + " h";
    }
    return seconds / 86_400 + " days";
  }

  /** {@code 1,204,311}. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
