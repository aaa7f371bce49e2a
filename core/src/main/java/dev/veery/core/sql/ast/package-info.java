/**
 * Statements understood: what a statement is about, as far as rules and rewrites need it.
 *
 * <p>A statement that the parser does not know is {@link dev.veery.core.sql.ast.Unrecognised}; the
 * parser never throws. Ranges are byte offsets in the statement's text, which is kept, so every
 * part can be printed as it was written.
 */
@NullMarked
package dev.veery.core.sql.ast;

import org.jspecify.annotations.NullMarked;
