/**
 * Changes that the running application would not survive, in two halves: old and new side by side,
 * then the old removed. Pure functions: statements and catalog in, scripts out.
 */
@NullMarked
package dev.veery.core.expand;

import org.jspecify.annotations.NullMarked;
