/** Fleets of tenants: against psql in one session, and against peers in a loop. */
@NullMarked
package dev.veery.bench.fleet;

import org.jspecify.annotations.NullMarked;
