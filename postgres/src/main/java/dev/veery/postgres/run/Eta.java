package dev.veery.postgres.run;

import java.time.Duration;

/**
 * How long a phase of a command will take still, from how fast it went since it was first seen. A
 * command has several phases, and what one says about the next is nothing.
 */
final class Eta {

  private String phase = "";
  private long sinceNanos;
  private double sincePercent;

  /**
   * The phase, how far it is and what is left of it, in words.
   *
   * @param percent of this phase; negative where the server does not tell
   */
  String words(String now, double percent, long nanos) {
    if (percent < 0) {
      return now;
    }
    if (!now.equals(phase) || percent < sincePercent) {
      phase = now;
      sinceNanos = nanos;
      sincePercent = percent;
    }
    String text = now + " " + (int) percent + " %";
    double done = percent - sincePercent;
    if (done < 1) {
      return text;
    }
    long left = (long) ((nanos - sinceNanos) / done * (100 - percent));
    return text + ", about " + words(Duration.ofNanos(left)) + " left";
  }

  private static String words(Duration left) {
    long seconds = Math.max(1, left.toSeconds());
    return seconds < 120
        ? seconds + " s"
        : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }
}
