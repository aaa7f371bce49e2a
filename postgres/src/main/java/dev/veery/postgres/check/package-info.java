/** Whether the rows of a database keep what its schema promises. */
@NullMarked
package dev.veery.postgres.check;

import org.jspecify.annotations.NullMarked;
