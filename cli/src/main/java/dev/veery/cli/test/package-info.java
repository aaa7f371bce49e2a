/** What {@code veery test} prints. */
@NullMarked
package dev.veery.cli.test;

import org.jspecify.annotations.NullMarked;
