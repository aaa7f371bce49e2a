/** What entities say of a schema, laid over what they cannot say. */
@NullMarked
package dev.veery.core.entities;

import org.jspecify.annotations.NullMarked;
