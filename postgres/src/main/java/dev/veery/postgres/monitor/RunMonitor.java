package dev.veery.postgres.monitor;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.RunGate;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples the database's own metrics through a run, keeps them with it in the journal, and holds
 * the run to its limits.
 *
 * <p>Most runs are over before the first look. A run that is not gets a session of its own for it,
 * which reads four views once a second and waits for no lock. Where a limit is passed the run is
 * let finish what it is doing and paused where it holds nothing; or, where the limits say so, what
 * it is doing is cancelled after two looks in a row.
 */
public final class RunMonitor implements RunGate, AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Looks in a row that have to be over a limit before something is cancelled. */
  private static final int CERTAIN = 2;

  private final LeaseKeeper.Opener opener;
  private final Session runner;
  private final int runnerPid;
  private final String schema;
  private final GuardLimits limits;
  private final RunListener listener;
  private final Thread thread;
  private final List<Sample> samples = new ArrayList<>();
  private volatile boolean closed;
  private volatile boolean working;
  private volatile long runId;
  private volatile String excess = "";
  private volatile @Nullable Problem stopped;
  private int over;
  private long lastNanos;
  private long lastCommits;
  private long lastRollbacks;
  private long lastWal;

  /**
   * @param runner the session that migrates, to be cancelled
   * @param runnerPid its server process; not counted
   * @param schema the journal's, quoted
   */
  public RunMonitor(
      LeaseKeeper.Opener opener,
      Session runner,
      int runnerPid,
      String schema,
      GuardLimits limits,
      RunListener listener) {
    this.opener = opener;
    this.runner = runner;
    this.runnerPid = runnerPid;
    this.schema = schema;
    this.limits = limits;
    this.listener = listener;
    this.thread = new Thread(this::watch, "veery-monitor");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void began(long id) {
    runId = id;
    working = true;
  }

  @Override
  public void ended() {
    working = false;
  }

  @Override
  public void pass(PlannedMigration migration) {
    long began = System.nanoTime();
    boolean said = false;
    while (!excess.isEmpty() && !closed) {
      held(Duration.ofNanos(System.nanoTime() - began));
      if (!said) {
        said = true;
        listener.warning(
            new Problem(
                ErrorCode.GUARD_STOPPED,
                "paused before " + migration.label() + ": " + excess,
                "it goes on when that is over"));
      }
      pause(Duration.ofMillis(200));
    }
  }

  @Override
  public String excess() {
    return excess;
  }

  @Override
  public void held(Duration time) {
    String found = excess;
    if (!found.isEmpty() && (limits.stop() || time.compareTo(limits.patience()) > 0)) {
      throw new VeeryException(problem(found));
    }
  }

  private static Problem problem(String excess) {
    return new Problem(
        ErrorCode.GUARD_STOPPED,
        "the guard has stopped the run: " + excess,
        "run the same command again when the database has recovered; it goes on where it stopped");
  }

  @Override
  public @Nullable Problem stopped() {
    return stopped;
  }

  /** What was seen, oldest first; empty for a run that was over before the first look. */
  public List<Sample> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  private void watch() {
    Session session = null;
    try {
      while (!closed) {
        if (!pause(INTERVAL)) {
          return;
        }
        if (!working) {
          continue;
        }
        if (session == null) {
          session = opener.open();
          session.execute("SET lock_timeout = '500ms'");
          session.execute("SET statement_timeout = '5s'");
        }
        look(session);
      }
    } catch (SQLException e) {
      // Nothing is held up because nobody looks: the run has its own timeouts.
      excess = "";
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  private void look(Session session) throws SQLException {
    Sample[] seen = new Sample[1];
    long now = System.nanoTime();
    double seconds = lastNanos == 0 ? 0 : (now - lastNanos) / 1e9;
    session.query(
        ("SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE state = 'active' AND datname ="
                + " pg_catalog.current_database() AND pid <> {pid} AND application_name NOT LIKE 'veery%'),"
                + " l.waiting, coalesce(l.longest, 0), s.xact_commit, s.xact_rollback,"
                + " coalesce((SELECT (extract(epoch FROM max(replay_lag)) * 1000)::bigint FROM"
                + " pg_catalog.pg_stat_replication), 0), CASE WHEN pg_catalog.pg_is_in_recovery() THEN 0 ELSE"
                + " pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0') END::bigint FROM"
                + " (SELECT pg_catalog.count(DISTINCT pid) AS waiting, (extract(epoch FROM"
                + " max(pg_catalog.clock_timestamp() - waitstart)) * 1000)::bigint AS longest FROM"
                + " pg_catalog.pg_locks k LEFT JOIN pg_catalog.pg_stat_activity a USING (pid) WHERE NOT k.granted"
                + " AND k.pid <> {pid} AND coalesce(a.application_name, '') NOT LIKE 'veery%') l,"
                + " pg_catalog.pg_stat_database s"
                + " WHERE s.datname = pg_catalog.current_database()")
            .replace("{pid}", Integer.toString(runnerPid)),
        row -> {
          long commits = row.getLong(4);
          long rollbacks = row.getLong(5);
          long wal = row.getLong(7);
          boolean first = seconds == 0;
          seen[0] =
              new Sample(
                  row.getInt(1),
                  row.getInt(2),
                  Duration.ofMillis(Math.max(0, row.getLong(3))),
                  first ? 0 : (commits - lastCommits) / seconds,
                  first ? 0 : (rollbacks - lastRollbacks) / seconds,
                  Duration.ofMillis(Math.max(0, row.getLong(6))),
                  first ? 0 : (wal - lastWal) / seconds);
          lastCommits = commits;
          lastRollbacks = rollbacks;
          lastWal = wal;
        });
    lastNanos = now;
    if (seen[0] == null || !working) {
      return;
    }
    synchronized (samples) {
      samples.add(seen[0]);
    }
    keep(session, seen[0]);
    judge(seen[0]);
  }

  private void keep(Session session, Sample sample) throws SQLException {
    session.execute(
        "INSERT INTO "
            + schema
            + ".sample (run_id, active, waiting, longest_wait_ms, commits, rollbacks, lag_ms, wal_bytes) VALUES ("
            + runId
            + ", "
            + sample.active()
            + ", "
            + sample.waiting()
            + ", "
            + sample.longestWait().toMillis()
            + ", "
            + Math.round(sample.commits())
            + ", "
            + Math.round(sample.rollbacks())
            + ", "
            + sample.lag().toMillis()
            + ", "
            + Math.round(sample.walBytes())
            + ")");
  }

  private void judge(Sample sample) throws SQLException {
    String found = limits.excess(sample);
    excess = found;
    over = found.isEmpty() ? 0 : over + 1;
    if (limits.stop() && over >= CERTAIN && stopped == null && working) {
      stopped = problem(found);
      runner.cancel();
    }
  }

  private static boolean pause(Duration duration) {
    try {
      Thread.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    working = false;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
