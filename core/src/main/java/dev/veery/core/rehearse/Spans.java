package dev.veery.core.rehearse;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time, as precise as a measurement or a forecast deserves. */
public final class Spans {

  private Spans() {}

  /** {@code 0.4 ms}, {@code 12 ms}, {@code 4.2 s}, {@code 3 min}, {@code 2.5 h}. */
  public static String words(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    if (millis < 9.95) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    if (millis < 999.5) {
      return String.format(Locale.ROOT, "%.0f ms", millis);
    }
    double seconds = millis / 1000;
    if (seconds < 59.5) {
      return String.format(Locale.ROOT, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
    }
    double minutes = seconds / 60;
    if (minutes < 59.5) {
      return String.format(Locale.ROOT, "%.0f min", minutes);
    }
    return String.format(Locale.ROOT, "%.1f h", minutes / 60);
  }

  /** {@code 3 s to 2 min}; one of them where both read the same. */
  public static String words(Forecast forecast) {
    String low = words(forecast.low());
    String high = words(forecast.high());
    return low.equals(high) ? high : low + " to " + high;
  }
}
