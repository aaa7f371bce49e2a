package dev.veery.core.rehearse;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

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

  /** All of it on one line, for {@link #read}. */
  public String line() {
    StringBuilder line = new StringBuilder(rows + " " + bytesPerRow);
    for (Rate rate : List.of(scan, write, index, change)) {
      line.append(' ').append(rate.slowest()).append(' ').append(rate.fastest());
    }
    return line.toString();
  }

  /** Reads such a line; empty where it is none. */
  public static Optional<Speeds> read(String line) {
    String[] words = line.strip().split(" ");
    if (words.length != 10) {
      return Optional.empty();
    }
    try {
      Rate[] rates = new Rate[4];
      for (int i = 0; i < rates.length; i++) {
        rates[i] =
            new Rate(Double.parseDouble(words[2 + 2 * i]), Double.parseDouble(words[3 + 2 * i]));
      }
      return Optional.of(
          new Speeds(
              Long.parseLong(words[0]),
              Long.parseLong(words[1]),
              rates[0],
              rates[1],
              rates[2],
              rates[3]));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
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
