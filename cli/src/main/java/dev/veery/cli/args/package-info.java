/** Verbs, options and the settings of a call. */
@NullMarked
package dev.veery.cli.args;

import org.jspecify.annotations.NullMarked;
