/** The schema as far as the migrations tell it, statement by statement. */
@NullMarked
package dev.veery.core.lint.state;

import org.jspecify.annotations.NullMarked;
