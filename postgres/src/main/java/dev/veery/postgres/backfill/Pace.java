package dev.veery.postgres.backfill;

import dev.veery.core.backfill.BackfillOptions;
import dev.veery.postgres.backfill.BackfillRow.Pacing;
import java.time.Duration;

/**
 * How many rows the next batch has. The size follows what a batch of that size took: at most twice
 * and at least a quarter of it at a time, so that one slow batch does not throw it off.
 */
final class Pace {

  private static final int LEAST = 10;

  private double rows;
  private int startedWith;

  Pace(Pacing pacing) {
    this.rows = pacing.batch();
    this.startedWith = pacing.batch();
  }

  int rows() {
    return (int) Math.max(1, Math.round(rows));
  }

  /**
   * A batch is done.
   *
   * @param shorter what part of the target it may take
   */
  void took(int batchRows, Duration time, Pacing pacing, double shorter) {
    if (pacing.batch() != startedWith) {
      startedWith = pacing.batch();
      rows = startedWith;
      return;
    }
    if (pacing.targetMillis() == 0) {
      rows = pacing.batch();
      return;
    }
    double millis = Math.max(0.1, time.toNanos() / 1e6);
    double factor = Math.clamp(pacing.targetMillis() * shorter / millis, 0.25, 2.0);
    rows = Math.clamp(batchRows * factor, LEAST, BackfillOptions.MAX_BATCH);
  }

  /** A batch could not get at its rows: the next one asks for fewer. */
  void shrink() {
    rows = Math.max(LEAST, rows / 2);
  }
}
