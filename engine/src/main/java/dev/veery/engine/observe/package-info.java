/** Who else hears of a run: endpoints that are notified, and a log of JSON lines. */
@NullMarked
package dev.veery.engine.observe;

import org.jspecify.annotations.NullMarked;
