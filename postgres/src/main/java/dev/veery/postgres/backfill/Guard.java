package dev.veery.postgres.backfill;

import java.time.Duration;

/** Watches how the database fares, and lets work hold still where it holds nothing. */
public interface Guard {

  /** Nobody watches. */
  Guard NONE =
      new Guard() {
        @Override
        public String excess() {
          return "";
        }

        @Override
        public void held(Duration time) {}
      };

  /** Which limit is passed at the moment, in words; empty for none. Does not wait. */
  String excess();

  /**
   * Work has held still for so long because of {@link #excess}.
   *
   * @throws dev.veery.core.VeeryException when that is too long
   */
  void held(Duration time);
}
