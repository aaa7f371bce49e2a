/** The command line: reads arguments, calls the engine, shows what it answers. */
@NullMarked
package dev.veery.cli;

import org.jspecify.annotations.NullMarked;
