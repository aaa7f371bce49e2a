/** The rules, one class each; {@code docs/lint.md} says how to add one. */
@NullMarked
package dev.veery.core.lint.rule;

import org.jspecify.annotations.NullMarked;
