/** What the linter found, in the forms that people and programs read. */
@NullMarked
package dev.veery.cli.lint;

import org.jspecify.annotations.NullMarked;
