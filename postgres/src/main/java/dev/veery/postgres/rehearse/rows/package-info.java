/**
 * Rows for rehearsals: made up to be as awkward as the schema allows, or sampled from the target.
 */
@NullMarked
package dev.veery.postgres.rehearse.rows;

import org.jspecify.annotations.NullMarked;
