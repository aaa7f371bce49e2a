/** Backups: of a whole database with pg_dump, or of what a plan could destroy. */
@NullMarked
package dev.veery.engine.backup;

import org.jspecify.annotations.NullMarked;
