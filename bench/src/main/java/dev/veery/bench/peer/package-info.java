/** The mains of peers that have no command line of their own here. */
@NullMarked
package dev.veery.bench.peer;

import org.jspecify.annotations.NullMarked;
