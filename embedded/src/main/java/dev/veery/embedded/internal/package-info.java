/** How servers are found, unpacked, initialised, started and stopped. Not for other modules. */
@NullMarked
package dev.veery.embedded.internal;

import org.jspecify.annotations.NullMarked;
