/** What a terminal can do, and how to write for it. */
@NullMarked
package dev.veery.cli.terminal;

import org.jspecify.annotations.NullMarked;
