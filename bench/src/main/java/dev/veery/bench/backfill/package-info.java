/** What a backfill costs, and what it costs those beside it. */
@NullMarked
package dev.veery.bench.backfill;

import org.jspecify.annotations.NullMarked;
