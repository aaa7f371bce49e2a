package dev.veery.engine.health;

import java.util.Map;

/**
 * How fast queries were at one time.
 *
 * @param probes by the name of the probe
 */
public record Measured(Map<String, Speed> probes) {

  public Measured {
    probes = Map.copyOf(probes);
  }

  /**
   * How fast one was.
   *
   * @param p95 of 100 executions 95 were at least as fast, in milliseconds; of counted statements
   *     an estimate from their mean and deviation
   * @param calls since the server began to count; 0 for what was measured here
   * @param total of those, in milliseconds
   * @param squares the sum of their squares
   */
  public record Speed(double p95, long calls, double total, double squares) {

    /** What came after another reading of the same counters. */
    Speed since(Speed earlier) {
      return counted(calls - earlier.calls, total - earlier.total, squares - earlier.squares);
    }

    static Speed counted(long calls, double total, double squares) {
      double mean = calls <= 0 ? 0 : total / calls;
      double variance = calls <= 0 ? 0 : Math.max(0, squares / calls - mean * mean);
      return new Speed(mean + 1.645 * Math.sqrt(variance), calls, total, squares);
    }
  }
}
