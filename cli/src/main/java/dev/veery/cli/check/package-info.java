/** How the lines of checks are shown. */
@NullMarked
package dev.veery.cli.check;

import org.jspecify.annotations.NullMarked;
