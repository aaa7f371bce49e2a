/** Reading a large schema, beside pg_dump. */
@NullMarked
package dev.veery.bench.catalog;

import org.jspecify.annotations.NullMarked;
