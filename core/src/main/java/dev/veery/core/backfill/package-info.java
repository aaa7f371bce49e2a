/** The graph of versions: parents, heads, branches, order. */
@NullMarked
package dev.veery.core.backfill;

import org.jspecify.annotations.NullMarked;
