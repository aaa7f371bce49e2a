/** How long differences and generated migrations take. */
@NullMarked
package dev.veery.bench.generate;

import org.jspecify.annotations.NullMarked;
