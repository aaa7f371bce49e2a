/** Plain statements in, forms that keep nobody waiting out: pure functions, no database. */
@NullMarked
package dev.veery.core.online;

import org.jspecify.annotations.NullMarked;
