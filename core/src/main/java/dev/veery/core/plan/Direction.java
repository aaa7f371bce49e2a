package dev.veery.core.plan;

/** Which way a migration is run. */
public enum Direction {
  UP,
  DOWN;

  /** {@code up} or {@code down}: as the journal and the command line write it. */
  public String word() {
    return this == UP ? "up" : "down";
  }
}
