/** Rows that are marked as deleted and stay: what a schema has to say about them. Pure. */
@NullMarked
package dev.veery.core.softdelete;

import org.jspecify.annotations.NullMarked;
