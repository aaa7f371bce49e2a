/**
 * The schema of a database as immutable values: no object identifiers, no server, nothing that
 * differs between two databases built by the same statements.
 *
 * <p>A {@link dev.veery.core.catalog.Catalog} is a map from {@link dev.veery.core.catalog.ObjectId}
 * to {@link dev.veery.core.catalog.SchemaObject}. Records compare by value, so "is this database
 * what the history says" is {@code equals}; {@link dev.veery.core.catalog.Comparison} says in words
 * what differs, {@link dev.veery.core.catalog.Fingerprint} condenses an object or the whole.
 *
 * <p>Conventions: text that PostgreSQL prints (types, expressions, definitions) is held as printed
 * with an empty {@code search_path}, so every name in it is qualified; text that is absent is the
 * empty string; names are as stored, not quoted.
 */
@NullMarked
package dev.veery.core.catalog;

import org.jspecify.annotations.NullMarked;
