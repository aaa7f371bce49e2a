package dev.veery.core.rehearse;

import java.util.Objects;

/**
 * How fast a server was seen to be, with one process and everything in its cache.
 *
 * @param rows in the table that it was measured with
 * @param bytesPerRow of that table
 * @param scan reading all rows of a table
 * @param write reading and writing all rows of a table
 * @param index building an index
 * @param change updating rows in place
 */
public record Speeds(long rows, long bytesPerRow, Rate scan, Rate write, Rate index, Rate change) {

  public Speeds {
    Objects.requireNonNull(scan);
    Objects.requireNonNull(write);
    Objects.requireNonNull(index);
    Objects.requireNonNull(change);
  }

  /**
   * Rows per second, measured several times.
   *
   * @param slowest of the measurements, more than 0
   * @param fastest of them
   */
  public record Rate(double slowest, double fastest) {
    public Rate {
      if (!(slowest > 0 && fastest >= slowest)) {
        throw new IllegalArgumentException("rates " + slowest + " to " + fastest);
      }
    }
  }
}
