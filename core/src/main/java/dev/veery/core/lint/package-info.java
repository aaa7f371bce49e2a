/** Foreseeing without a database: what a migration will lock, rewrite, lose or break. */
@NullMarked
package dev.veery.core.lint;

import org.jspecify.annotations.NullMarked;
