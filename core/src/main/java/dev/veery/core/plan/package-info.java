/** History in, plan out: pure functions that decide what will run. */
@NullMarked
package dev.veery.core.plan;

import org.jspecify.annotations.NullMarked;
