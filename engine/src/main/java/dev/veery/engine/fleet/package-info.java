/** Many tenants as one: where they stand, and how they are migrated together. */
@NullMarked
package dev.veery.engine.fleet;

import org.jspecify.annotations.NullMarked;
