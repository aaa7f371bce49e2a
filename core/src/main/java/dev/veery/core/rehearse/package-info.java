/** What a rehearsal measured, and what follows from it: values and pure functions. */
@NullMarked
package dev.veery.core.rehearse;

import org.jspecify.annotations.NullMarked;
