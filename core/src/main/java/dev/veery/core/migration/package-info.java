/** What a migration is: identity, header, directives, scripts, checksum. */
@NullMarked
package dev.veery.core.migration;

import org.jspecify.annotations.NullMarked;
