/** Fleets of tenants on a terminal and as JSON. */
@NullMarked
package dev.veery.cli.fleet;

import org.jspecify.annotations.NullMarked;
