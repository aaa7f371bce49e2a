/** Connections: opening one, sending statements in one round trip, errors interpreted. */
@NullMarked
package dev.veery.postgres.session;

import org.jspecify.annotations.NullMarked;
