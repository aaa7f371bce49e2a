/** What the audit chain costs a run. */
@NullMarked
package dev.veery.bench.audit;

import org.jspecify.annotations.NullMarked;
