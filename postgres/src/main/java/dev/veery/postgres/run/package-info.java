/** The runner: segments in transactions with their record, recovery, the lease's heartbeat. */
@NullMarked
package dev.veery.postgres.run;

import org.jspecify.annotations.NullMarked;
