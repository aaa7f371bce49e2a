/** How fast migrations are linted. */
@NullMarked
package dev.veery.bench.lint;

import org.jspecify.annotations.NullMarked;
