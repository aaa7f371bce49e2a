package dev.veery.core.expand;

import java.util.Locale;

/** The scripts of an {@link Expansion}, and where each leads. */
public enum Phase {
  /** Old and new side by side. */
  EXPAND("expanding", "expanded"),
  /** The new takes the place of the old, which is kept hidden and in step. */
  CONTRACT("contracting", "contracted"),
  /** Back from where {@link #CONTRACT} led. */
  REVERT("reverting", "expanded"),
  /** Back to exactly the old state. */
  ABORT("aborting", "closed"),
  /** What was kept of the old goes. */
  PURGE("purging", "closed");

  private final String during;
  private final String after;

  Phase(String during, String after) {
    this.during = during;
    this.after = after;
  }

  /** As the journal writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of the change while the script is not whole. */
  public String during() {
    return during;
  }

  /** The state of the change behind it. */
  public String after() {
    return after;
  }

  /**
   * The phase whose script was interrupted in that state, or null in a state of rest.
   *
   * @param state as the journal writes it
   */
  public static @org.jspecify.annotations.Nullable Phase interruptedIn(String state) {
    for (Phase phase : values()) {
      if (phase.during.equals(state)) {
        return phase;
      }
    }
    return null;
  }
}
