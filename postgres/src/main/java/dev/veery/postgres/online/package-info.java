/**
 * Getting along with the application: who holds what, who waits for whom, and who may be asked to
 * go.
 */
@NullMarked
package dev.veery.postgres.online;

import org.jspecify.annotations.NullMarked;
