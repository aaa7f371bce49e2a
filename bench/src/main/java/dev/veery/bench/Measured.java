package dev.veery.bench;

/**
 * What an operation cost the client.
 *
 * @param seconds of wall-clock time
 * @param cpuSeconds user and system time of the client's processes, its JIT compiler included; NaN
 *     where it cannot be had
 * @param peakMegabytes the largest resident set of one of its processes, in MiB; NaN likewise
 */
record Measured(double seconds, double cpuSeconds, double peakMegabytes) {

  /** One after the other. */
  Measured then(Measured next) {
    return new Measured(
        seconds + next.seconds,
        cpuSeconds + next.cpuSeconds,
        Math.max(peakMegabytes, next.peakMegabytes));
  }

  static final Measured NOTHING = new Measured(0, 0, 0);
}
