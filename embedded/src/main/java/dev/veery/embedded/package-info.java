/**
 * A real PostgreSQL without an installation: throwaway servers for rehearsals and tests, and a
 * durable one for a developer's project.
 */
@NullMarked
package dev.veery.embedded;

import org.jspecify.annotations.NullMarked;
