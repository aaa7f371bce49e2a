/** Statements that run in batches: keys, workers, throttles, the guard trigger, the final check. */
@NullMarked
package dev.veery.postgres.backfill;

import org.jspecify.annotations.NullMarked;
