/** Rows that a plan could destroy: kept before, put back after. */
@NullMarked
package dev.veery.postgres.backup;

import org.jspecify.annotations.NullMarked;
