package dev.veery.postgres.rehearse.rows;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes values of one type, as text that the server reads. NULL is the caller's business. */
interface Values {

  /** How far to go. */
  enum Style {
    /** Extremes, oddities, long texts: everything that the type takes. */
    WILD,
    /** What sums and products do not overflow on, and no oddities. */
    TAME
  }

  /** Any value. */
  String next(SplittableRandom random, Style style);

  /**
   * A value that no other number gives; null where the type has too few, or its values cannot be
   * told apart by their text.
   *
   * @param number from 0
   */
  default @Nullable String distinct(long number) {
    return null;
  }
}
