/**
 * Many tenants as one fleet: their journal, the queue that workers take them from, fingerprints.
 */
@NullMarked
package dev.veery.postgres.fleet;

import org.jspecify.annotations.NullMarked;
