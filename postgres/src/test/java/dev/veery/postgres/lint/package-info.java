/** What the linter claims, asked of real servers. */
@NullMarked
package dev.veery.postgres.lint;

import org.jspecify.annotations.NullMarked;
