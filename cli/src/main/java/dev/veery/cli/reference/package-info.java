/** Help, completion scripts and pages, all made from the commands' own descriptions. */
@NullMarked
package dev.veery.cli.reference;

import org.jspecify.annotations.NullMarked;
