/** Layouts: how migrations are arranged on disk. One class per layout. */
@NullMarked
package dev.veery.core.source;

import org.jspecify.annotations.NullMarked;
