package dev.veery.engine;

/**
 * What a scratch database is made from.
 *
 * @param from its starting point
 * @param cached whether a state of the same history may be taken from the cache and kept there
 */
public record ScratchOptions(From from, boolean cached) {

  /** A starting point. */
  public enum From {
    /** The applied migrations, run once more on an empty database. */
    HISTORY,
    /** The schema of the target as it is now. */
    TARGET
  }

  public static final ScratchOptions DEFAULT = new ScratchOptions(From.HISTORY, true);
}
