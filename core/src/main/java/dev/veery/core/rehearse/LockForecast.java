package dev.veery.core.rehearse;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a lock will be held on the target.
 *
 * @param lock as it was measured
 * @param size of what is locked, on the target
 * @param forecast for the statement that takes it and all that it is held through
 * @param slowest ordinal of the statement that takes the most of that time
 */
public record LockForecast(HeldLock lock, TargetSizes.Size size, Forecast forecast, int slowest) {

  public LockForecast {
    Objects.requireNonNull(lock);
    Objects.requireNonNull(size);
    Objects.requireNonNull(forecast);
  }

  /** Whether it may keep an application waiting for longer than that. */
  public boolean mayExceed(Duration budget) {
    return lock.blocking().application() && forecast.high().compareTo(budget) > 0;
  }

  /** Whether it does so even where everything goes well. */
  public boolean exceeds(Duration budget) {
    return lock.blocking().application() && forecast.low().compareTo(budget) > 0;
  }
}
