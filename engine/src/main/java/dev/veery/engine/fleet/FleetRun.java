package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.fleet.FleetResult.Ended;
import dev.veery.postgres.fleet.FleetProgress;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees a run through: lets wave after wave be taken, asks the probe between them, and ends it. What
 * it decides from stands in the journal, so several processes may do so at once; each step is done
 * by the first that sees that it is time.
 */
final class FleetRun {

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration SEEN = Duration.ofSeconds(5);

  private final Session session;
  private final FleetQueue queue;
  private final FleetSettings settings;
  private final FleetListener listener;
  private final Actor actor;
  private final boolean pooled;
  private final long run;
  private final Latecomers latecomers;
  private volatile boolean interrupted;
  private volatile @Nullable Crew crew;

  /** Lines up tenants that came during the run. */
  interface Latecomers {
    /** How many there are now. */
    long lineUp() throws SQLException;
  }

  FleetRun(
      Session session,
      FleetQueue queue,
      FleetSettings settings,
      FleetListener listener,
      Actor actor,
      boolean pooled,
      long run,
      Latecomers latecomers) {
    this.session = session;
    this.queue = queue;
    this.settings = settings;
    this.listener = listener;
    this.actor = actor;
    this.pooled = pooled;
    this.run = run;
    this.latecomers = latecomers;
  }

  /** Lets it end with the tenants that are in hand; from any thread. */
  void interrupt() {
    interrupted = true;
    Crew working = crew;
    if (working != null) {
      working.stop();
    }
  }

  /** To the end of the run, or of this process's part in it. */
  Ended see(Crew workers, int parallel) throws SQLException {
    crew = workers;
    queue.runs().seen(run, actor, pooled);
    workers.start(parallel);
    try {
      return watch(workers);
    } finally {
      workers.close();
      queue.runs().leave(run, actor);
    }
  }

  private Ended watch(Crew workers) throws SQLException {
    long seen = System.nanoTime();
    while (true) {
      FleetProgress now = queue.runs().progress(run);
      listener.progress(now);
      if (interrupted) {
        return Ended.INTERRUPTED;
      }
      if (!now.open()) {
        return now.waiting() > 0 || now.running() > 0 || !now.reason().isEmpty()
            ? givenUp(now)
            : Ended.FINISHED;
      }
      if (now.paused()) {
        return Ended.PAUSED;
      }
      Problem lost = workers.lost();
      if (lost != null) {
        throw new VeeryException(lost);
      }
      if (now.leftInWave() == 0 && !next(now, workers)) {
        return Ended.FINISHED;
      }
      if (System.nanoTime() - seen > SEEN.toNanos()) {
        seen = System.nanoTime();
        queue.runs().seen(run, actor, pooled);
      }
      if (now.leftInWave() > 0) {
        workers.await(LOOK);
      }
    }
  }

  private Ended givenUp(FleetProgress now) {
    return now.reason().isEmpty() && now.failed() == 0 ? Ended.FINISHED : Ended.GIVEN_UP;
  }

  /** Begins what comes behind a wave; false when there is nothing. */
  private boolean next(FleetProgress now, Crew workers) throws SQLException {
    if (now.wave() < now.waves()) {
      if (now.waiting() > 0 && healthy(now)) {
        listener.wave(now.wave() + 1, now.waves());
        queue.runs().advance(run, now.wave());
      } else if (now.waiting() == 0) {
        queue.runs().advance(run, now.wave());
      }
      workers.wake();
      return true;
    }
    if (latecomers.lineUp() > 0) {
      workers.wake();
      return true;
    }
    queue.runs().close(run, null, "");
    return false;
  }

  private boolean healthy(FleetProgress now) throws SQLException {
    sleep(settings.pause());
    if (settings.probe().isEmpty() || interrupted) {
      return !interrupted;
    }
    String answer;
    try {
      answer = session.value(settings.probe());
    } catch (SQLException e) {
      answer = e.getMessage();
    }
    if (List.of("t", "true", "1", "yes", "ok").contains(String.valueOf(answer))) {
      return true;
    }
    String reason = "the probe behind wave " + now.wave() + " said " + answer;
    listener.warning(
        new Problem(
            ErrorCode.FLEET_PROBE_FAILED,
            reason,
            "veery fleet resume goes on with the next wave when that is mended"));
    queue.runs().pause(true, reason);
    return false;
  }

  private void sleep(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until && !interrupted) {
      try {
        Thread.sleep(Math.min(100, time.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        interrupted = true;
      }
    }
  }
}
