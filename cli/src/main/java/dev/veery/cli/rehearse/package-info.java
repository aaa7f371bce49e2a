/** What a rehearsal found out, for people and for programs. */
@NullMarked
package dev.veery.cli.rehearse;

import org.jspecify.annotations.NullMarked;
