/** The graph of versions: parents, heads, branches, order. */
@NullMarked
package dev.veery.core.graph;

import org.jspecify.annotations.NullMarked;
