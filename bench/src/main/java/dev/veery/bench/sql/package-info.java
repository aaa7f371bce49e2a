/** How fast SQL is read. */
@NullMarked
package dev.veery.bench.sql;

import org.jspecify.annotations.NullMarked;
