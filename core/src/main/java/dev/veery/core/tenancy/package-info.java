/**
 * Whether tenants that share tables are kept apart: what the schema says about it, and what an
 * attack on it gave. Pure; {@code postgres.tenancy} attacks and reads.
 */
@NullMarked
package dev.veery.core.tenancy;

import org.jspecify.annotations.NullMarked;
