package dev.veery.engine.fleet;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.fleet.TenantWork.Ending;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Masking;
import dev.veery.postgres.journal.TenantClaim;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The workers of this process. Each has a session of its own and takes tenants until there is none
 * left to take; what it has to say about one goes out with the question for the next. A worker
 * whose session ends connects again: the tenant that it had is taken over by whoever asks next.
 */
final class Crew implements AutoCloseable {

  /** A worker takes as many tenants at once as it gets done in about this time. */
  private static final long HANDFUL_NANOS = 200_000_000L;

  private static final int MOST_AT_ONCE = 16;
  private static final Duration IDLE = Duration.ofMillis(250);
  private static final Duration RECONNECT = Duration.ofSeconds(60);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final long run;
  private final Plant plant;
  private final FleetListener listener;
  private final Duration lockRetry;
  private final Actor actor;
  private final boolean singly;
  private final Set<TenantWork> busy = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new ArrayList<>();
  private final Object monitor = new Object();
  private int idle;
  private int alive;
  private boolean stopped;
  private boolean over;
  private @Nullable Problem lost;

  /** Where workers get what they work with. */
  interface Plant {

    /** A session on the database that has the fleet's journal. */
    Session session() throws SQLException;

    /** The questions to that journal. */
    FleetQueue queue(Session session);

    /** What migrates tenants, over that session or another. */
    TenantWork work(Session session, FleetQueue queue) throws SQLException;

    /** Whether a proxy stands in between that changes the server process under us. */
    boolean pooled();
  }

  /**
   * @param lockRetry how long a tenant in which something is locked is tried again
   * @param singly whether each tenant is taken by itself, so that not one more than necessary is
   *     touched when the run is to end
   */
  /** Messages of errors pass through it before they are kept: a server may quote secrets. */
  private final Masking mask;

  Crew(
      long run,
      Plant plant,
      FleetListener listener,
      Actor actor,
      Duration lockRetry,
      boolean singly,
      Masking mask) {
    this.run = run;
    this.mask = mask;
    this.plant = plant;
    this.listener = listener;
    this.actor = actor;
    this.lockRetry = lockRetry;
    this.singly = singly;
  }

  /** Begins. */
  void start(int workers) {
    synchronized (monitor) {
      alive = workers;
    }
    for (int i = 0; i < workers; i++) {
      threads.add(Thread.ofVirtual().name("veery-tenant-" + i).start(this::work));
    }
  }

  /** Waits until somebody has nothing to do, or time has passed. */
  void await(Duration time) {
    synchronized (monitor) {
      if (idle > 0 || alive == 0) {
        // Not a busy loop: a worker without work asks again after a while only.
        pause(Duration.ofMillis(20));
        return;
      }
      pause(time);
    }
  }

  /** Lets those who have nothing to do ask again. */
  void wake() {
    synchronized (monitor) {
      monitor.notifyAll();
    }
  }

  /** Lets each worker end with the tenant that it has. */
  void stop() {
    synchronized (monitor) {
      stopped = true;
      monitor.notifyAll();
    }
  }

  /** Asks the server to stop what it is doing for any of them. */
  void cancel() {
    stop();
    busy.forEach(TenantWork::cancel);
  }

  /** What took every worker away; null while one is there. */
  @Nullable Problem lost() {
    synchronized (monitor) {
      return alive == 0 && !over && !stopped ? lost : null;
    }
  }

  /** Waits for all of them to end. */
  @Override
  public void close() {
    synchronized (monitor) {
      over = true;
      monitor.notifyAll();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean ended() {
    synchronized (monitor) {
      return stopped || over;
    }
  }

  /** Woken up too early, whoever asked looks again: each of them is a loop of its own. */
  @SuppressWarnings("WaitNotInLoop")
  private void pause(Duration time) {
    synchronized (monitor) {
      try {
        monitor.wait(Math.max(1, time.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stopped = true;
      }
    }
  }

  private void work() {
    long since = 0;
    try {
      while (!ended()) {
        try {
          session();
          return;
        } catch (SQLException e) {
          if (!ServerError.of(e).connectionIsGone() && ServerError.of(e).fromServer()) {
            throw SqlStates.unexpected(e, "taking tenants from the journal");
          }
          since = since == 0 ? System.nanoTime() : since;
          if (System.nanoTime() - since > RECONNECT.toNanos()) {
            throw SqlStates.unexpected(e, "taking tenants from the journal");
          }
          pause(Duration.ofMillis(500));
        } catch (Reconnect e) {
          since = 0;
          pause(IDLE);
        }
      }
    } catch (VeeryException e) {
      report(e.problems().getFirst());
    } finally {
      synchronized (monitor) {
        alive--;
        monitor.notifyAll();
      }
    }
  }

  private void report(Problem problem) {
    synchronized (monitor) {
      lost = problem;
    }
    listener.warning(problem);
  }

  /** The session was good for a while and is not any more. */
  private static final class Reconnect extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private void session() throws SQLException, Reconnect {
    try (Session session = plant.session()) {
      FleetQueue queue = plant.queue(session);
      TenantWork work = plant.work(session, queue);
      busy.add(work);
      try {
        take(queue, work);
      } finally {
        busy.remove(work);
        work.close();
      }
    }
  }

  private void take(FleetQueue queue, TenantWork work) throws SQLException, Reconnect {
    StringBuilder before = new StringBuilder();
    double each = HANDFUL_NANOS;
    while (!ended()) {
      int limit = singly ? 1 : Math.clamp((long) (HANDFUL_NANOS / each), 1, MOST_AT_ONCE);
      List<TenantClaim> claims = queue.claim(run, actor, plant.pooled(), limit, before.toString());
      before.setLength(0);
      if (claims.isEmpty()) {
        rest();
        continue;
      }
      for (TenantClaim claim : claims) {
        if (ended()) {
          add(before, queue.putBack(claim, Duration.ZERO));
          continue;
        }
        long began = System.nanoTime();
        Ending ending = work.work(claim);
        long took = System.nanoTime() - began;
        each = each == HANDFUL_NANOS ? took : 0.8 * each + 0.2 * took;
        add(before, said(queue, claim, ending, Duration.ofNanos(took)));
      }
    }
    queue.say(before.toString());
  }

  private static void add(StringBuilder before, String statement) {
    if (!statement.isEmpty()) {
      before.append(before.isEmpty() ? "" : "; ").append(statement);
    }
  }

  private void rest() {
    synchronized (monitor) {
      idle++;
      monitor.notifyAll();
      pause(IDLE);
      idle--;
    }
  }

  /** What the journal is to be told; empty for nothing. */
  private String said(FleetQueue queue, TenantClaim claim, Ending ending, Duration took)
      throws Reconnect {
    return switch (ending) {
      case Ending.Done done -> {
        listener.done(claim.name(), took);
        yield done.recorded() ? "" : queue.over(claim, "done", null, null, null);
      }
      case Ending.Gone gone -> {
        listener.gone(claim.name());
        yield queue.over(claim, "gone", null, null, null);
      }
      case Ending.Failed failed -> failed(queue, claim, failed.problem(), failed.version());
      case Ending.Locked locked -> {
        if (claim.waitedMillis() >= lockRetry.toMillis()) {
          yield failed(queue, claim, locked.problem(), locked.version());
        }
        listener.putBack(claim.name(), locked.problem());
        yield queue.putBack(claim, pauseAfter(claim));
      }
      case Ending.Lost lostIt -> {
        listener.putBack(claim.name(), lostIt.problem());
        throw new Reconnect();
      }
    };
  }

  private String failed(
      FleetQueue queue, TenantClaim claim, Problem problem, @Nullable String version) {
    listener.failed(claim.name(), problem);
    return queue.over(
        claim, "failed", problem.code().id(), mask.masked(problem.message()), version);
  }

  /** A third of the time that it has waited so far, within limits. */
  private static Duration pauseAfter(TenantClaim claim) {
    return Duration.ofMillis(
        Math.clamp(claim.waitedMillis() / 3, SHORTEST_PAUSE.toMillis(), LONGEST_PAUSE.toMillis()));
  }
}
