/** The veery schema: what was done to this database, and who may write now. */
@NullMarked
package dev.veery.postgres.journal;

import org.jspecify.annotations.NullMarked;
