package dev.veery.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;

/** Numbers and times as people say them. */
public final class Words {

  private Words() {}

  /** {@code 1 migration}, {@code 3 migrations}. */
  public static String count(long number, String noun) {
    if (number == 1) {
      return "1 " + noun;
    }
    if (noun.endsWith("cy") || noun.endsWith("ry")) {
      return number + " " + noun.substring(0, noun.length() - 1) + "ies";
    }
    boolean hisses = noun.endsWith("ch") || noun.endsWith("x");
    return number + " " + (hisses ? noun + "es" : noun + "s");
  }

  /** {@code 12 ms}, {@code 4.2 s}, {@code 3 min 05 s}, {@code 2 h 07 min}. */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = millis / 1000;
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }

  /** {@code 2026-11-21 14:05:09}, in the zone of this machine. */
  public static String time(Instant instant) {
    ZonedDateTime time = instant.atZone(ZoneId.systemDefault());
    return pad(time.getYear(), 4)
        + "-"
        + pad(time.getMonthValue(), 2)
        + "-"
        + pad(time.getDayOfMonth(), 2)
        + " "
        + pad(time.getHour(), 2)
        + ":"
        + pad(time.getMinute(), 2)
        + ":"
        + pad(time.getSecond(), 2);
  }

  /** {@code just now}, {@code 5 min ago}, {@code 3 days ago}. */
  public static String ago(Instant instant, Instant now) {
    long seconds = Duration.between(instant, now).toSeconds();
    if (seconds < 60) {
      return "just now";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min ago";
    }
    if (seconds < 2 * 86_400) {
      return seconds / 3600 + " h ago";
    }
    return seconds / 86_400 + " days ago";
  }

  private static String pad(int number, int width) {
    String text = Integer.toString(number);
    return "0".repeat(Math.max(0, width - text.length())) + text;
  }
}
