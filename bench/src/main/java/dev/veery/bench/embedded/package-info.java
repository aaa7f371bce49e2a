/** How long the embedded server takes. */
@NullMarked
package dev.veery.bench.embedded;

import org.jspecify.annotations.NullMarked;
