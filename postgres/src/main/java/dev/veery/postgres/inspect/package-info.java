/** Reads pg_catalog into the records of {@code dev.veery.core.catalog}. */
@NullMarked
package dev.veery.postgres.inspect;

import org.jspecify.annotations.NullMarked;
