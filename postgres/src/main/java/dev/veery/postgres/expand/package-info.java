/** Changes in two halves: run, resumed and taken back. */
@NullMarked
package dev.veery.postgres.expand;

import org.jspecify.annotations.NullMarked;
