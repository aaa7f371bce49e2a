/** What rehearsals, tests of migrations and made-up rows cost. */
@NullMarked
package dev.veery.bench.rehearse;

import org.jspecify.annotations.NullMarked;
