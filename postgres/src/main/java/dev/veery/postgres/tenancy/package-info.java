/** Attacks the wall between tenants on a scratch database, and reads the target's rows. */
@NullMarked
package dev.veery.postgres.tenancy;

import org.jspecify.annotations.NullMarked;
