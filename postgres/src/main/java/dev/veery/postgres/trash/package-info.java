/** What was dropped and is kept for a while. */
@NullMarked
package dev.veery.postgres.trash;

import org.jspecify.annotations.NullMarked;
