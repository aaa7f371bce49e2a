package dev.veery.postgres.rehearse.trace;

import dev.veery.core.lint.LockMode;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the locks of a process again and again while it works, for statements that commit by
 * themselves: when they are done their locks are gone. Each look is a statement of its own, so that
 * no snapshot stays open for a concurrent index build to wait for.
 *
 * <p>The first lock on each table that the statement names is seen for certain, thanks to the
 * {@link Gate}. Others that last for less than the time between two looks (a fraction of a
 * millisecond at first, later a few) can be missed.
 */
final class LockPoll implements AutoCloseable {

  private static final long EAGER = Duration.ofMillis(300).toNanos();
  private static final long PAUSE = Duration.ofMillis(3).toNanos();

  /** On a server that has other things to do. */
  private static final long LONG_PAUSE = Duration.ofMillis(50).toNanos();

  private final Session session;
  private final @Nullable Gate gate;
  private final String query;
  private final Map<Raw, Sight> sights = new LinkedHashMap<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean over;
  private volatile @Nullable SQLException failure;
  private volatile long delayed;

  /**
   * A lock by numbers: names are looked up when there is time.
   *
   * @param relation 0 for another kind of object
   * @param catalog where that is described
   * @param object its oid
   */
  record Raw(long relation, long catalog, long object, LockMode mode) {}

  /** When it was first and last seen, by {@link System#nanoTime}. */
  record Sight(long first, long last) {
    Duration length() {
      return Duration.ofNanos(last - first);
    }
  }

  /**
   * Shuts the gate and begins to look; returns when both are done.
   *
   * @param session used by nobody else meanwhile
   * @param gate null where nobody may be kept waiting
   */
  LockPoll(Session session, @Nullable Gate gate, int pid) {
    this.session = session;
    this.gate = gate;
    this.query =
        "SELECT coalesce(relation, 0)::bigint, coalesce(classid, 0)::bigint,"
            + " coalesce(objid, 0)::bigint, mode, granted FROM pg_catalog.pg_locks WHERE pid = "
            + pid
            + " AND (locktype = 'relation' AND relation >= 16384 OR locktype = 'object'"
            + " AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))"
            + " AND mode <> 'SIReadLock'";
    this.thread = new Thread(this::look, "veery-locks");
    thread.setDaemon(true);
    if (gate != null) {
      gate.shut();
    }
    thread.start();
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    long began = System.nanoTime();
    List<Long> waiting = new ArrayList<>();
    try {
      while (!over) {
        long before = System.nanoTime();
        waiting.clear();
        session.query(
            query,
            row -> {
              Raw lock =
                  new Raw(
                      row.getLong(1),
                      row.getLong(2),
                      row.getLong(3),
                      LockMode.of(row.getString(4)));
              sights.merge(
                  lock, new Sight(before, System.nanoTime()), (a, b) -> new Sight(a.first, b.last));
              if (!row.getBoolean(5)) {
                waiting.add(lock.relation);
              }
            });
        ready.countDown();
        if (gate != null && !waiting.isEmpty()) {
          waiting.forEach(gate::pass);
          delayed += System.nanoTime() - before;
        }
        if (System.nanoTime() - began > EAGER) {
          LockSupport.parkNanos(gate == null ? LONG_PAUSE : PAUSE);
        }
      }
    } catch (SQLException e) {
      failure = e;
    } finally {
      if (gate != null) {
        gate.open();
      }
      ready.countDown();
    }
  }

  /** How long the statement waited at the gate, about: no time of its own. */
  Duration delayed() {
    return Duration.ofNanos(delayed);
  }

  /**
   * Ends the looking and gives what was seen.
   *
   * @throws SQLException when looking failed, so that nothing can be said
   */
  Map<Raw, Sight> finish() throws SQLException {
    close();
    SQLException failed = failure;
    if (failed != null) {
      throw failed;
    }
    return sights;
  }

  @Override
  public void close() {
    over = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
