/** Veery's pure part: no {@code java.sql}, no I/O but reading files. */
@NullMarked
package dev.veery.core;

import org.jspecify.annotations.NullMarked;
