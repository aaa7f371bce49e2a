/** Side-by-side benchmarks of Veery and its peers, against the same server in the same run. */
@NullMarked
package dev.veery.bench;

import org.jspecify.annotations.NullMarked;
