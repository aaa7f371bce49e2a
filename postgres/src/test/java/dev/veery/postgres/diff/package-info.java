/** Differences between schemas, applied to real servers. */
@NullMarked
package dev.veery.postgres.diff;

import org.jspecify.annotations.NullMarked;
