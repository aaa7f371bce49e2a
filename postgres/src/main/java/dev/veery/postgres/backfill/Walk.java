package dev.veery.postgres.backfill;

import dev.veery.core.VeeryException;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One walk through the table, with as many workers as are wanted. */
final class Walk {

  private static final Duration TELL = Duration.ofMillis(500);
  private static final Duration WAIT = Duration.ofMillis(250);
  private static final int RECONNECTS = 5;

  private final Session session;
  private final Setup setup;
  private final BackfillStore store;
  private final Rate rate = new Rate();
  private long toldNanos;

  Walk(Session session, Setup setup, BackfillStore store) {
    this.session = session;
    this.setup = setup;
    this.store = store;
  }

  /** Until every range is finished, those of other processes as well. */
  void run(BackfillRow backfill) throws SQLException {
    run(backfill, backfill.pacing().workers());
  }

  /** The same with a number of workers of this process's own choice. */
  void run(BackfillRow backfill, int workers) throws SQLException {
    List<Thread> others = new ArrayList<>();
    Governor governor = Governor.of(setup, backfill.id(), session);
    Team team = new Team(setup, backfill, governor::brake);
    try {
      for (int i = 2; i <= workers; i++) {
        others.add(start(team, backfill, i));
      }
      Worker worker =
          new Worker(session, setup, store, team, setup.worker() + " 1", w -> tell(team));
      while (true) {
        worker.work();
        Throwable failure = team.failure();
        if (failure != null) {
          rethrow(failure);
        }
        if (store.walked(session, backfill.id())) {
          return;
        }
        // Others are at their last ranges. Should one of them die, its range is taken over here.
        tell(team);
        team.sleep(WAIT);
        BackfillRow row = store.find(session, backfill.id());
        if (row == null || row.state() == BackfillState.DONE || row.pass() != backfill.pass()) {
          return; // only where this process helps another one
        }
        team.heard(row);
      }
    } finally {
      team.end();
      governor.close();
      join(others);
    }
  }

  private Thread start(Team team, BackfillRow backfill, int number) {
    Thread thread =
        new Thread(() -> another(team, number), "veery-backfill-" + backfill.id() + "-" + number);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** A further worker: its own session, which may be lost and opened again. */
  private void another(Team team, int number) {
    int lost = 0;
    while (!team.over()) {
      try (Session own = setup.opener().open()) {
        if (!setup.pooled()) {
          own.execute("SET application_name TO 'veery (backfill)'");
        }
        new Worker(own, setup, store, team, setup.worker() + " " + number, w -> {}).work();
        return;
      } catch (SQLException e) {
        if (!ServerError.of(e).connectionIsGone() || ++lost > RECONNECTS) {
          team.fail(e);
          return;
        }
      } catch (VeeryException e) {
        team.fail(e);
        return;
      }
      try {
        Thread.sleep(200L << lost);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void join(List<Thread> threads) {
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(30));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void rethrow(Throwable failure) throws SQLException {
    switch (failure) {
      case SQLException sql -> throw sql;
      case VeeryException veery -> throw veery;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void tell(Team team) {
    long now = System.nanoTime();
    if (now - toldNanos < TELL.toNanos()) {
      return;
    }
    toldNanos = now;
    try {
      BackfillRow row = team.latest();
      BackfillStore.Sum sum = store.sum(session, row.id(), row.pass());
      rate.at(now, sum.keys());
      setup.progress().accept(progress(row, sum, team));
    } catch (SQLException e) {
      // Only a display; a lost session shows itself at the next batch.
    }
  }

  private BackfillProgress progress(BackfillRow row, BackfillStore.Sum sum, Team team) {
    Long estimate = row.estimate();
    double perSecond = rate.perSecond();
    Duration left = null;
    if (estimate != null && perSecond > 0 && estimate > sum.keys()) {
      left = Duration.ofSeconds(Math.round((estimate - sum.keys()) / perSecond));
    }
    return new BackfillProgress(
        row.id(),
        sum.keys(),
        estimate,
        sum.rows(),
        perSecond,
        left,
        team.batch(),
        sum.workers(),
        row.pass(),
        throttle(row, team.brake()));
  }

  private static String throttle(BackfillRow row, Brake brake) {
    if (row.state() == BackfillState.PAUSED) {
      return "paused" + by(row.saidBy());
    }
    if (!brake.reason().isEmpty()) {
      return brake.reason();
    }
    return row.pacing().speed() < 100 ? "speed " + row.pacing().speed() + " %" : "";
  }

  private static String by(@Nullable String who) {
    return who == null ? "" : " by " + who;
  }
}
