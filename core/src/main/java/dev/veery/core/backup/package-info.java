/** What a plan could destroy, as far as its statements tell. */
@NullMarked
package dev.veery.core.backup;

import org.jspecify.annotations.NullMarked;
