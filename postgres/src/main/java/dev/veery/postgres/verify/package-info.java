/** What is proven of a migration while it runs, and of a database afterwards. */
@NullMarked
package dev.veery.postgres.verify;

import org.jspecify.annotations.NullMarked;
