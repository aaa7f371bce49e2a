/** Veery as a library: results are values, events are typed. */
@NullMarked
package dev.veery.engine;

import org.jspecify.annotations.NullMarked;
