/**
 * Rehearsals: what migrations do is found out on databases that are thrown away, never on the
 * target.
 */
@NullMarked
package dev.veery.postgres.rehearse;

import org.jspecify.annotations.NullMarked;
