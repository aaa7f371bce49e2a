/**
 * The scenario runner and other fixtures of the tests. Not published.
 *
 * <p>The format of a scenario is described in {@code docs/testing.md}.
 */
@NullMarked
package dev.veery.testkit;

import org.jspecify.annotations.NullMarked;
