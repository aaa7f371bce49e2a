/** How a database fares while it is migrated. */
@NullMarked
package dev.veery.postgres.monitor;

import org.jspecify.annotations.NullMarked;
