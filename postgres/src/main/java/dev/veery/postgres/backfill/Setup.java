package dev.veery.postgres.backfill;

import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a process that works on backfills brings along.
 *
 * @param schema the journal's, quoted
 * @param worker who it is: user and host
 * @param pooled whether a proxy stands in between that changes the server process under us
 * @param lockTimeout how long a batch waits for a row, and the trigger for its table; null for ever
 * @param lockRetry how long to go on trying after that
 * @param limits what others are to be spared
 * @param guard asked between batches whether to hold still
 * @param opener makes further sessions
 * @param check asked between batches; throws when the work must end
 * @param stopped whether somebody wants the work to end
 * @param progress told after batches, about twice a second; from any thread
 * @param warning told what is odd
 */
public record Setup(
    String schema,
    String worker,
    boolean pooled,
    @Nullable Duration lockTimeout,
    Duration lockRetry,
    Limits limits,
    Guard guard,
    Opener opener,
    Runnable check,
    BooleanSupplier stopped,
    Consumer<BackfillProgress> progress,
    Consumer<Problem> warning) {

  /** Makes a session. */
  @FunctionalInterface
  public interface Opener {
    Session open() throws SQLException;
  }
}
