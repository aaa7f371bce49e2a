/** Watches a server while it runs a plan: locks, rewrites, scans, work. */
@NullMarked
package dev.veery.postgres.rehearse.trace;

import org.jspecify.annotations.NullMarked;
