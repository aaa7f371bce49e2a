/** Moves rows that are marked as deleted out of the way, and back. */
@NullMarked
package dev.veery.postgres.archive;

import org.jspecify.annotations.NullMarked;
