/**
 * A program of its own that runs with an application's class path and has its Hibernate print the
 * DDL of its entities. It knows nothing of the rest of Veery.
 */
@NullMarked
package dev.veery.entities;

import org.jspecify.annotations.NullMarked;
