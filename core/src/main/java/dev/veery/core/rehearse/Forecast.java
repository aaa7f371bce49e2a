package dev.veery.core.rehearse;

import java.time.Duration;
import java.util.List;

/**
 * How long something will take on the target.
 *
 * @param low if the target is as fast as the scratch server at its best
 * @param high if it is not
 * @param how it was computed, a clause for each part
 */
public record Forecast(Duration low, Duration high, List<String> how) {

  public Forecast {
    if (low.isNegative() || high.compareTo(low) < 0) {
      throw new IllegalArgumentException(low + " to " + high);
    }
    how = List.copyOf(how);
  }
}
