package dev.veery.postgres.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.postgres.backfill.BackfillRow.Pacing;
import dev.veery.postgres.session.LockLimit;
import dev.veery.postgres.session.PipelineException;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at backfills and steers them, from any process that reaches the database. Workers hear of a
 * change with the answer to their next batch.
 */
public final class BackfillControl {

  /** How the names of triggers begin that keep rows right; the rest is the backfill's number. */
  public static final String TRIGGER_PREFIX = GuardTrigger.PREFIX;

  private final Session session;
  private final BackfillStore store;
  private final String who;

  /**
   * @param schema the journal's, quoted
   * @param who as it is said of a pause: user and host
   */
  public BackfillControl(Session session, String schema, String who) {
    this.session = session;
    this.store = new BackfillStore(schema);
    this.who = who;
  }

  /**
   * A backfill and how far it is.
   *
   * @param walked rows that were looked at in this walk
   * @param changed rows that were changed
   * @param ranges that are in the hands of a worker, or were when it died
   */
  public record Listed(BackfillRow backfill, long walked, long changed, int ranges) {}

  /**
   * Every backfill, oldest first.
   *
   * @param done whether those are listed that are done
   */
  public List<Listed> list(boolean done) throws SQLException {
    List<Listed> listed = new ArrayList<>();
    for (BackfillRow row : store.list(session, done)) {
      BackfillStore.Sum sum = store.sum(session, row.id(), row.pass());
      listed.add(new Listed(row, sum.keys(), sum.rows(), sum.workers()));
    }
    return listed;
  }

  /** Lets it wait until somebody resumes it; batches that have begun are finished. */
  public BackfillRow pause(long id) throws SQLException {
    return to(id, "paused", "state = 'running'", "it is not running");
  }

  /** Lets it go on. */
  public BackfillRow resume(long id) throws SQLException {
    return to(id, "running", "state = 'paused'", "it is not paused");
  }

  /**
   * Stops it for good, and removes its trigger. What is done stays done; the next {@code up} begins
   * the statement again.
   *
   * @param lockTimeout how long to wait for the table at a time; null for ever
   * @param retry how long to go on trying
   */
  public BackfillRow cancel(long id, @Nullable Duration lockTimeout, Duration retry)
      throws SQLException {
    BackfillRow row = to(id, "cancelled", "state <> 'done'", "it is done");
    if (row.kept()) {
      removeTrigger(row, lockTimeout, retry);
    }
    return find(id);
  }

  /**
   * Changes the pace; null leaves a part as it is. Where nobody has said how long a batch is to
   * take, that follows the speed.
   */
  public BackfillRow speed(
      long id,
      @Nullable Integer speed,
      @Nullable Integer batch,
      @Nullable Duration time,
      @Nullable Duration pause)
      throws SQLException {
    BackfillRow row = find(id);
    if (row.state() == BackfillState.DONE) {
      throw refuse(
          "backfill " + id + " cannot be made slower or faster: it is done",
          "veery backfill list shows what there is");
    }
    Pacing now = row.pacing();
    Duration batchTime = time;
    if (time == null
        && speed != null
        && now.targetMillis() == BackfillOptions.timeAt(now.speed()).toMillis()) {
      batchTime = BackfillOptions.timeAt(speed);
    }
    session.execute(
        "UPDATE %s.backfill SET speed = %d, batch = %d, target_ms = %d, pause_ms = %d WHERE id = %d AND state <> 'done'"
            .formatted(
                store.schema(),
                speed == null ? now.speed() : speed,
                batch == null ? now.batch() : batch,
                batchTime == null ? now.targetMillis() : batchTime.toMillis(),
                pause == null ? now.pauseMillis() : pause.toMillis(),
                id));
    return find(id);
  }

  /**
   * Works on a backfill that a run has begun, until nothing of it is left or it ends.
   *
   * @param workers how many
   */
  public void work(long id, int workers, Setup setup) throws SQLException {
    BackfillRow row = find(id);
    if (row.state() != BackfillState.RUNNING && row.state() != BackfillState.PAUSED) {
      throw refuse(
          "backfill " + id + " is " + row.state().word() + ": there is nothing to help with",
          "veery backfill list shows what there is");
    }
    new Walk(session, setup, store).run(row, workers);
  }

  /**
   * Gives up what is left of the backfills of a migration that is taken back: their triggers go,
   * and their rows in the journal.
   */
  public void abandon(String version, @Nullable Duration lockTimeout, Duration retry)
      throws SQLException {
    for (BackfillRow row : store.list(session, true)) {
      if (!row.version().equals(version) || !row.direction().equals("up")) {
        continue;
      }
      boolean done = row.state() == BackfillState.DONE;
      if (!done) {
        to(row.id(), "cancelled", "true", "");
      }
      if (row.kept()) {
        removeTrigger(row, lockTimeout, retry);
      }
      if (!done) {
        session.execute("DELETE FROM " + store.schema() + ".backfill WHERE id = " + row.id());
      }
    }
  }

  private void removeTrigger(BackfillRow row, @Nullable Duration lockTimeout, Duration retry)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    statements.add("BEGIN");
    Duration limit = LockLimit.asked(lockTimeout);
    if (limit != null) {
      statements.add("SET LOCAL lock_timeout TO " + limit.toMillis());
    }
    statements.addAll(GuardTrigger.removal(store.schema(), row));
    statements.add(
        "UPDATE " + store.schema() + ".backfill SET kept = false WHERE id = " + row.id());
    statements.add("COMMIT");
    long until = System.nanoTime() + retry.toNanos();
    for (long pause = 100; ; pause = Math.min(5000, pause * 2)) {
      try {
        session.pipeline(statements);
        return;
      } catch (PipelineException e) {
        session.rollbackQuietly();
        ServerError error = e.error();
        boolean wait = error.sqlState().equals("55P03") || error.sqlState().equals("40P01");
        if (!wait || System.nanoTime() > until) {
          throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e);
        }
      }
      sleep(pause);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VeeryException(
          new Problem(ErrorCode.INTERRUPTED, "interrupted while waiting for a table", ""), e);
    }
  }

  private BackfillRow to(long id, String state, String from, String otherwise) throws SQLException {
    long changed =
        session.execute(
            "UPDATE "
                + store.schema()
                + ".backfill SET state = "
                + Sql.literal(state)
                + ", said_by = "
                + Sql.literal(who)
                + " WHERE id = "
                + id
                + " AND "
                + from);
    BackfillRow row = find(id);
    if (changed == 0) {
      throw refuse(
          "backfill " + id + " cannot be " + word(state) + ": " + otherwise,
          "veery backfill list shows what there is");
    }
    return row;
  }

  private static String word(String state) {
    return state.equals("running") ? "resumed" : state;
  }

  private BackfillRow find(long id) throws SQLException {
    BackfillRow row = store.find(session, id);
    if (row == null) {
      throw refuse("there is no backfill " + id, "veery backfill list shows what there is");
    }
    return row;
  }

  private static VeeryException refuse(String message, String remedy) {
    return new VeeryException(new Problem(ErrorCode.BACKFILL_UNKNOWN, message, remedy));
  }
}
