package dev.veery.postgres.backfill;

import java.util.Locale;

/** Where a backfill stands. */
public enum BackfillState {
  /** Its upper bound is not taken yet. */
  PREPARING,
  RUNNING,
  /** Somebody has asked it to wait. */
  PAUSED,
  /** Somebody has stopped it; the next run begins it again. */
  CANCELLED,
  DONE;

  /** As the journal writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static BackfillState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
