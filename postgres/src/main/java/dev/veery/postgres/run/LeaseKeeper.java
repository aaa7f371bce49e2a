package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.journal.ServerFacts;
import dev.veery.postgres.session.LockLimit;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says that the holder of the lease is alive, and looks at what the server is doing for it.
 *
 * <p>Both need a second session. It is opened when a run has lasted long enough to need one: most
 * runs never do.
 */
public final class LeaseKeeper implements AutoCloseable {

  /** Makes the second session. */
  @FunctionalInterface
  public interface Opener {
    Session open() throws SQLException;
  }

  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration LOOK = Duration.ofMillis(900);

  private final Opener opener;
  private final Journal journal;
  private final Lease lease;
  private final ServerFacts facts;
  private final RunOptions options;
  private final RunListener listener;
  private final boolean looks;
  private final Duration patience;
  private final Duration tick;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean lost;
  private volatile long workingSince;
  private volatile String waitedFor = "";
  private volatile @Nullable String vacuumed;
  private volatile long tryingSince = System.nanoTime();
  private boolean refused;
  private final Eta eta = new Eta();
  private @Nullable Session session;

  LeaseKeeper(
      Opener opener,
      Journal journal,
      Lease lease,
      ServerFacts facts,
      RunOptions options,
      RunListener listener) {
    this.opener = opener;
    this.journal = journal;
    this.lease = lease;
    this.facts = facts;
    this.options = options;
    this.listener = listener;
    Duration limit = LockLimit.asked(options.lockTimeout());
    boolean limited = limit != null && limit.isPositive();
    this.looks = (options.live() || limited) && !facts.pooled();
    this.patience = limit != null && limited ? before(limit) : LOOK;
    this.tick = patience.dividedBy(2).compareTo(TICK) < 0 ? patience.dividedBy(2) : TICK;
    this.thread = new Thread(this::keep, "veery-lease");
    thread.setDaemon(true);
    thread.start();
  }

  /** Early enough to see who is in the way before the server gives up waiting for them. */
  private static Duration before(Duration limit) {
    Duration part = limit.dividedBy(3);
    return part.compareTo(LOOK) < 0 ? part : LOOK;
  }

  /** Tells that statements are on the wire, or are not. */
  void working(boolean working) {
    if (working) {
      waitedFor = "";
      vacuumed = null;
    }
    workingSince = working ? System.nanoTime() : 0;
  }

  /** Tells that something is tried for the first time. */
  void trying() {
    tryingSince = System.nanoTime();
  }

  /** Makes further sessions like the second one. */
  Opener opener() {
    return opener;
  }

  /** Who was last seen in the way of the statements that began last; empty for nobody. */
  String waitedFor() {
    return waitedFor;
  }

  /** The table, quoted, for which they waited while autovacuum had it; null for none. */
  @Nullable String vacuumed() {
    return vacuumed;
  }

  /**
   * To be asked before every write.
   *
   * @throws VeeryException when the lease is lost
   */
  void check() {
    if (lost) {
      throw new VeeryException(
          new Problem(
              ErrorCode.LEASE_LOST,
              "another runner has taken over; this one stopped before its next write",
              "see veery status; run the same command again when the other is done"));
    }
  }

  private void keep() {
    long lastBeat = System.nanoTime();
    long lastLook = lastBeat - LOOK.toNanos();
    while (!closed) {
      try {
        Thread.sleep(tick);
      } catch (InterruptedException e) {
        return; // close() has asked for it
      }
      long now = System.nanoTime();
      try {
        if (now - lastBeat > Lease.HEARTBEAT.toNanos()) {
          lastBeat = now;
          beat();
        }
        long since = workingSince;
        boolean slow = since != 0 && now - since > patience.toNanos();
        if (looks && slow && now - lastLook > LOOK.toNanos()) {
          lastLook = now;
          look();
        }
      } catch (SQLException e) {
        reopenLater();
      }
    }
  }

  private void beat() throws SQLException {
    long touched = session().execute(journal.heartbeat(lease));
    if (touched == 0 && !closed) {
      lost = true;
    }
  }

  private void look() throws SQLException {
    RunListener.Activity activity = ServerActivity.of(session(), facts.backendPid(), eta);
    if (activity == null || closed) {
      return;
    }
    waitedFor = activity.waitsFor();
    if (!waitedFor.isEmpty()) {
      vacuumed = AutovacuumCourtesy.table(session(), facts.backendPid());
      insist();
    }
    if (options.live()) {
      listener.activity(activity);
    }
  }

  private void insist() {
    Duration tried = Duration.ofNanos(System.nanoTime() - tryingSince);
    try {
      options.insistence().apply(session(), facts.backendPid(), tried, listener::blockerRemoved);
    } catch (SQLException e) {
      if (!refused) {
        refused = true;
        listener.warning(
            new Problem(
                ErrorCode.PERMISSION_DENIED,
                "those who are in the way could not be made to go: " + e.getMessage(),
                "let the role be a member of pg_signal_backend, or of theirs"));
      }
    }
  }

  private Session session() throws SQLException {
    if (session == null) {
      session = opener.open();
    }
    return session;
  }

  /** Without heartbeats the lease runs out by itself; the fence then stops the next write. */
  private void reopenLater() {
    if (session != null) {
      session.abort();
      session = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (session != null) {
      session.close();
    }
  }
}
