package dev.veery.postgres.backfill;

import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes range after range from the journal and walks through each, batch by batch. */
final class Worker {

  /** Batches of a range: few enough that the journal stays short, enough to share the work. */
  private static final int BATCHES = 20;

  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final Duration ALIVE = Duration.ofSeconds(5);

  private final Session session;
  private final Setup setup;
  private final BackfillStore store;
  private final Team team;
  private final String name;
  private final Consumer<Worker> afterBatch;
  private final Pace pace;
  private long heartbeatNanos = System.nanoTime();

  /**
   * @param name as the journal calls it
   * @param afterBatch told from the worker's thread
   */
  Worker(
      Session session,
      Setup setup,
      BackfillStore store,
      Team team,
      String name,
      Consumer<Worker> afterBatch) {
    this.session = session;
    this.setup = setup;
    this.store = store;
    this.team = team;
    this.name = name;
    this.afterBatch = afterBatch;
    this.pace = new Pace(team.latest().pacing());
  }

  /** Works until there is no range to be had; others may still be at theirs. */
  void work() throws SQLException {
    while (!team.over()) {
      team.check();
      Range range = take();
      if (range == null) {
        return;
      }
      try {
        walk(range);
      } catch (SQLException e) {
        if (!ServerError.of(e).sqlState().equals("VE003")) {
          throw e;
        }
        // It took us for dead, and has the range now. There are others.
      }
    }
  }

  private @Nullable Range take() throws SQLException {
    BackfillRow backfill = team.latest();
    Range range = store.claim(session, backfill.id(), name, setup.pooled());
    return range != null
        ? range
        : store.cut(session, backfill, name, setup.pooled(), (long) pace.rows() * BATCHES);
  }

  /**
   * Where a batch ends.
   *
   * @param to inclusive
   * @param keys rows up to there
   */
  private record Stretch(List<String> to, long keys) {}

  private void walk(Range range) throws SQLException {
    BatchSql sql = new BatchSql(setup.schema(), team.latest(), setup.lockTimeout());
    List<String> cursor = range.cursor();
    Stretch stretch = null;
    long empty = emptyQuestion();
    long tryingSince = System.nanoTime();
    for (int tries = 0; !team.over(); ) {
      rest(range, Duration.ZERO);
      if (team.over()) {
        return;
      }
      try {
        int rows = pace.rows();
        stretch = stretch == null ? first(sql, range, cursor, rows) : stretch;
        long began = System.nanoTime();
        Stretch next = batch(sql, range, cursor, stretch, rows);
        Duration took = Duration.ofNanos(Math.max(100_000, System.nanoTime() - began - empty));
        pace.took((int) stretch.keys, took, team.latest().pacing(), team.brake().shorter());
        cursor = stretch.to;
        afterBatch.accept(this);
        if (cursor.equals(range.upper())) {
          return;
        }
        // The next one was cut as long as this one; where that is far too long it is cut anew.
        stretch = next.keys > 2L * pace.rows() ? null : next;
        tries = 0;
        rest(range, took);
        tryingSince = System.nanoTime();
      } catch (SQLException e) {
        Duration tried = Duration.ofNanos(System.nanoTime() - tryingSince);
        if (!isPassing(e) || tried.compareTo(setup.lockRetry()) > 0 && tries > 0) {
          throw e;
        }
        tries++;
        pace.shrink();
        stretch = null;
        team.sleep(Duration.ofMillis(Math.min(5000, 50L << Math.min(tries, 7))));
      }
    }
  }

  /**
   * What the way to the server and back takes in nanoseconds, on which fewer rows would save
   * nothing: a batch that is to take less than that would shrink to nothing.
   */
  private long emptyQuestion() throws SQLException {
    long began = System.nanoTime();
    session.value("SELECT 1");
    return System.nanoTime() - began;
  }

  /** Somebody else has a row of ours, or wants one while we want one of theirs. */
  private static boolean isPassing(SQLException e) {
    return switch (ServerError.of(e).sqlState()) {
      case "40P01", "40001", "55P03" -> true;
      default -> false;
    };
  }

  private Stretch first(BatchSql sql, Range range, @Nullable List<String> cursor, int rows)
      throws SQLException {
    Stretch[] found = new Stretch[1];
    Range rest = new Range(range.pass(), range.number(), cursor, range.upper(), range.token());
    session.query(
        sql.first(rest, rows),
        row -> {
          List<String> place = BackfillStore.textsOrNull(row, 1);
          found[0] =
              place == null ? new Stretch(range.upper(), row.getLong(2)) : new Stretch(place, rows);
        });
    return found[0];
  }

  private Stretch batch(
      BatchSql sql, Range range, @Nullable List<String> cursor, Stretch stretch, int rows)
      throws SQLException {
    Stretch[] next = new Stretch[1];
    session.query(
        sql.batch(range, cursor, stretch.to, stretch.keys, rows),
        row -> {
          List<String> place = BackfillStore.textsOrNull(row, 1);
          next[0] =
              place == null ? new Stretch(range.upper(), row.getLong(2)) : new Stretch(place, rows);
          team.heard(BackfillStore.row(row, 4));
        });
    team.batch((int) stretch.keys);
    return next[0];
  }

  /**
   * Waits as long as the speed, the pause or somebody's wish demand.
   *
   * @param worked how long the batch before took
   */
  private void rest(Range range, Duration worked) throws SQLException {
    team.check();
    BackfillRow.Pacing pacing = team.latest().pacing();
    double share = (100.0 - pacing.speed()) / pacing.speed() + team.brake().rest();
    long nanos = Math.round(worked.toNanos() * share);
    nanos += worked.isZero() ? 0 : pacing.pauseMillis() * 1_000_000L;
    if (nanos > 0) {
      team.sleep(Duration.ofNanos(nanos));
    }
    long heldSince = System.nanoTime();
    while (team.brake().hold() && !team.over()) {
      alive(range);
      afterBatch.accept(this);
      team.sleep(GLANCE);
      if (!setup.guard().excess().isEmpty()) {
        setup.guard().held(Duration.ofNanos(System.nanoTime() - heldSince));
      }
    }
    while (team.latest().state() == BackfillState.PAUSED && !team.over()) {
      alive(range);
      afterBatch.accept(this);
      team.sleep(GLANCE);
      BackfillRow row = store.find(session, team.latest().id());
      if (row != null) {
        team.heard(row);
      }
    }
  }

  private void alive(Range range) throws SQLException {
    if (System.nanoTime() - heartbeatNanos > ALIVE.toNanos()) {
      heartbeatNanos = System.nanoTime();
      store.heartbeat(session, team.latest().id(), range);
    }
  }
}
