/** Proof that a way back leads back, and that queries go on working. */
@NullMarked
package dev.veery.postgres.rehearse.proof;

import org.jspecify.annotations.NullMarked;
