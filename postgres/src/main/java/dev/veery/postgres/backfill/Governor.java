package dev.veery.postgres.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a backfill does to others, from a session and a thread of its own, and says how hard
 * to brake.
 *
 * <ul>
 *   <li>A standby that is too far behind, or a probe that says no, stops it until that is over.
 *   <li>Sessions that wait for our locks make batches shorter and rests longer, half as much again
 *       each time that somebody is seen, and a little less each time that nobody is.
 *   <li>Too much WAL makes rests longer in proportion.
 * </ul>
 */
final class Governor implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(250);

  /** Short backfills are over before anybody could be disturbed. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
  private static final double MOST_REST = 32;

  /** A batch may outlast several looks: whoever waits for it is to count, but not as a crowd. */
  private static final double MOST_CROWD = 8;

  private final Setup setup;
  private final Limits limits;
  private final long id;
  private final Thread thread;
  private volatile Brake brake = Brake.OFF;
  private volatile boolean closed;
  private @Nullable Session session;
  private String told = "";
  private double crowd;
  private long walAt;
  private long walNanos;
  private double walRest;

  private Governor(Setup setup, long id) {
    this.setup = setup;
    this.limits = setup.limits();
    this.id = id;
    this.thread = new Thread(this::watch, "veery-backfill-governor-" + id);
    thread.setDaemon(true);
  }

  /**
   * Begins to watch.
   *
   * @param own asked once whether the probe can be understood
   * @throws VeeryException when it cannot
   */
  static Governor of(Setup setup, long id, Session own) {
    Governor governor = new Governor(setup, id);
    if (!governor.limits.isNone() || setup.guard() != Guard.NONE) {
      governor.tryProbe(own);
      governor.thread.start();
    }
    return governor;
  }

  Brake brake() {
    return brake;
  }

  private void tryProbe(Session own) {
    if (limits.probe() == null) {
      return;
    }
    try {
      probe(own);
    } catch (SQLException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.BACKFILL_PROBE_FAILED,
              "the probe of [backfill] does not work: " + ServerError.of(e).message(),
              "mend it in veery.toml: one query, whose first value says whether to go on"),
          e);
    }
  }

  private void watch() {
    try {
      Thread.sleep(PATIENCE);
      while (!closed) {
        look();
        Thread.sleep(TICK);
      }
    } catch (InterruptedException e) {
      // close() has asked for it
    }
  }

  private void look() throws InterruptedException {
    try {
      Session watching = session;
      if (watching == null) {
        watching = setup.opener().open();
        session = watching;
        if (!setup.pooled()) {
          watching.execute("SET application_name TO 'veery (backfill watch)'");
        }
      }
      Brake now = judge(watching);
      brake = now;
      if (!now.reason().equals(told)) {
        told = now.reason();
        watching.execute(
            "UPDATE "
                + setup.schema()
                + ".backfill SET throttle = "
                + Sql.literal(told)
                + " WHERE id = "
                + id
                + " AND state <> 'done'");
      }
    } catch (SQLException e) {
      // Nobody can tell what we do to others: slowly, until a new session can.
      brake = new Brake(false, 1, 1, "nothing can be watched: " + ServerError.of(e).message());
      if (session != null) {
        session.abort();
        session = null;
      }
      Thread.sleep(1000);
    }
  }

  private Brake judge(Session watching) throws SQLException {
    String excess = setup.guard().excess();
    if (!excess.isEmpty()) {
      return new Brake(true, 0, 1, excess);
    }
    Double lag = limits.lag() == null ? null : lag(watching);
    if (lag != null && limits.lag() != null && lag > limits.lag().toMillis() / 1000.0) {
      return new Brake(true, 0, 1, String.format(Locale.ROOT, "a standby is %.1f s behind", lag));
    }
    if (limits.probe() != null) {
      String no = probeAgain(watching);
      if (no != null) {
        return new Brake(true, 0, 1, no);
      }
    }
    int waiting = limits.waiting() == null ? 0 : waiting(watching);
    boolean crowded = limits.waiting() != null && waiting > limits.waiting();
    crowd = crowded ? Math.clamp(crowd * 1.5, 1, MOST_CROWD) : crowd < 0.2 ? 0 : crowd * 0.8;
    walRest = limits.walBytes() == null ? 0 : walRest(watching, limits.walBytes());
    String reason =
        crowd > 0
            ? (waiting > 0 ? waiting : "some")
                + (waiting == 1 ? " session waits" : " sessions wait")
                + " for us"
            : walRest > 0.05 ? "too much WAL" : "";
    return new Brake(
        false, Math.max(crowd, walRest), crowd > 0 ? Math.max(0.1, 1 / (1 + crowd)) : 1, reason);
  }

  /** Seconds that the slowest standby is behind, or null where there is none. */
  private static @Nullable Double lag(Session watching) throws SQLException {
    double[] lag = {Double.NaN};
    watching.query(
        "SELECT extract(epoch FROM max(replay_lag))::float8 FROM pg_catalog.pg_stat_replication"
            + " WHERE state IN ('streaming', 'catchup')",
        row -> {
          double seconds = row.getDouble(1);
          lag[0] = row.wasNull() ? Double.NaN : seconds;
        });
    return Double.isNaN(lag[0]) ? null : lag[0];
  }

  /** How many sessions wait for a lock of any worker of this backfill. */
  private int waiting(Session watching) throws SQLException {
    int[] count = new int[1];
    watching.query(
        "SELECT count(*) FROM pg_catalog.pg_stat_activity w WHERE w.wait_event_type = 'Lock' AND"
            + " pg_catalog.pg_blocking_pids(w.pid) && ARRAY(SELECT r.backend_pid FROM "
            + setup.schema()
            + ".backfill_range r WHERE r.backfill_id = "
            + id
            + " AND r.finished_at IS NULL AND r.backend_pid IS NOT NULL)",
        row -> count[0] = row.getInt(1));
    return count[0];
  }

  /** The rest, as a multiple of the work, that brings the WAL of a second down to its limit. */
  private double walRest(Session watching, long limit) throws SQLException {
    long[] at = new long[1];
    watching.query(
        "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')",
        row -> at[0] = row.getLong(1));
    long now = System.nanoTime();
    double rest = walRest;
    if (walNanos != 0) {
      double rate = (at[0] - walAt) / ((now - walNanos) / 1e9);
      double over = rate / limit;
      rest = Math.clamp((rest + 1) * Math.clamp(over, 0.5, 2) - 1, 0, MOST_REST);
    }
    walAt = at[0];
    walNanos = now;
    return rest;
  }

  /** Null when the probe says yes, otherwise why not. */
  private @Nullable String probeAgain(Session watching) throws SQLException {
    try {
      return probe(watching) ? null : "the probe says no";
    } catch (SQLException e) {
      if (ServerError.of(e).connectionIsGone()) {
        throw e;
      }
      return "the probe fails: " + ServerError.of(e).message();
    }
  }

  private boolean probe(Session watching) throws SQLException {
    String[] answer = new String[1];
    watching.query(
        "SET LOCAL statement_timeout TO " + PROBE_LIMIT.toMillis() + "; " + limits.probe(),
        (ResultSet row) -> answer[0] = row.getString(1));
    String said = answer[0];
    return said != null && !said.equals("f") && !said.equals("false") && !said.equals("0");
  }

  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
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
