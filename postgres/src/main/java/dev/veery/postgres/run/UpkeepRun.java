package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.online.PartitionUpkeep.Task;
import dev.veery.postgres.session.LockLimit;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The upkeep of partitions as a run of its own: under the lease, so that it is in no migration's
 * way and twice at a time nowhere, with an entry in the audit that commits with each piece.
 *
 * <p>What is due is asked again when the lease is there: somebody else may have done it meanwhile.
 * Each piece waits briefly for its locks and is tried again, as statements of migrations are.
 */
public final class UpkeepRun {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final Session session;
  private final Journal journal;
  private final RunOptions options;
  private final RunListener listener;
  private final LeaseKeeper.Opener opener;
  private final Random dice = new Random();

  /** Asks what is due now. */
  @FunctionalInterface
  public interface Asking {
    List<Task> due() throws SQLException;
  }

  /**
   * @param session to work with; used by nobody else meanwhile
   * @param opener makes a second one, for heartbeats and for looking at the first
   */
  public UpkeepRun(
      Session session,
      Journal journal,
      RunOptions options,
      RunListener listener,
      LeaseKeeper.Opener opener) {
    this.session = session;
    this.journal = journal;
    this.options = options;
    this.listener = listener;
    this.opener = opener;
  }

  /**
   * Does what is wanted of what is due, in order, up to the first failure.
   *
   * @param wanted what somebody has seen and agreed to
   * @param done told of each that is done
   * @throws VeeryException when one of them fails; what was done before stays, and is recorded
   */
  public void run(Loaded loaded, List<Task> wanted, Asking asking, Consumer<Task> done) {
    try {
      if (!loaded.history().journalExists()) {
        journal.createOrUpgrade();
      }
      Lease lease = LeaseTaking.take(journal, options, listener, loaded.facts());
      try (LeaseKeeper keeper =
          new LeaseKeeper(opener, journal, lease, loaded.facts(), options, listener)) {
        List<Task> tasks = new ArrayList<>(asking.due());
        tasks.retainAll(wanted);
        if (tasks.isEmpty()) {
          journal.release(lease);
          return;
        }
        new Leased(lease, begin(lease), keeper).all(tasks, done);
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "writing the journal");
    }
  }

  private long begin(Lease lease) throws SQLException {
    return journal
        .beginRun(
            lease,
            false,
            options.command(),
            options.environment(),
            options.actor(),
            options.evidence().get())
        .id();
  }

  /** A run that is open. */
  private final class Leased {
    private final Lease lease;
    private final long run;
    private final LeaseKeeper keeper;

    Leased(Lease lease, long run, LeaseKeeper keeper) {
      this.lease = lease;
      this.run = run;
      this.keeper = keeper;
    }

    void all(List<Task> tasks, Consumer<Task> done) throws SQLException {
      try {
        for (Task task : tasks) {
          for (int i = 0; i < task.pieces().size(); i++) {
            insistently(task, i);
          }
          done.accept(task);
        }
      } catch (VeeryException e) {
        Problem problem = e.problems().getFirst();
        if (problem.code() != ErrorCode.CONNECTION_LOST) {
          journal.endRun(lease, run, "failed", problem.code().id(), problem.message());
        }
        throw e;
      }
      journal.endRun(lease, run, "succeeded", null, null);
    }

    private void insistently(Task task, int piece) {
      keeper.trying();
      long until = System.nanoTime() + options.lockRetry().toNanos();
      for (int tries = 0; ; tries++) {
        keeper.check();
        keeper.working(true);
        try {
          once(task, piece);
          return;
        } catch (SQLException e) {
          session.rollbackQuietly();
          keeper.working(false);
          boolean again = "55P03".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
          if (!again || System.nanoTime() > until) {
            undo(task);
            throw failed(task, e);
          }
          String vacuumed = keeper.vacuumed();
          if (vacuumed != null) {
            AutovacuumCourtesy.ask(session, vacuumed);
          }
          if (tries == 0 && !keeper.waitedFor().isEmpty()) {
            listener.warning(
                new Problem(
                    ErrorCode.OLD_TRANSACTION,
                    task.what() + " waits: in the way is " + keeper.waitedFor(),
                    "it is tried again until lock-retry is over"));
          }
        } finally {
          keeper.working(false);
        }
        pause(tries);
      }
    }

    /** Best effort: where even this fails the next run does it. */
    private void undo(Task task) {
      for (String statement : task.undo()) {
        try {
          session.execute(statement);
        } catch (SQLException e) {
          return;
        }
      }
    }

    private VeeryException failed(Task task, SQLException e) {
      Problem problem = SqlStates.working(ServerError.of(e), task.what(), null);
      String waitedFor = keeper.waitedFor();
      return new VeeryException(
          waitedFor.isEmpty()
              ? problem
              : new Problem(
                  problem.code(),
                  problem.message() + "; in the way was " + waitedFor,
                  problem.remedy()),
          e);
    }

    private void once(Task task, int piece) throws SQLException {
      List<String> statements = task.pieces().get(piece);
      if (statements.getFirst().endsWith("CONCURRENTLY")) {
        // It waits for old transactions while nobody waits for it.
        session.execute("SET lock_timeout = 0");
        try {
          session.execute(statements.getFirst());
        } finally {
          session.execute("RESET lock_timeout");
        }
        Boundary.reached(Boundary.ALONE_DONE);
        return;
      }
      session.execute("BEGIN");
      Duration limit = LockLimit.asked(options.lockTimeout());
      if (limit != null) {
        session.execute("SET LOCAL lock_timeout = " + Sql.literal(limit.toMillis() + "ms"));
      }
      for (String statement : statements) {
        session.execute(statement);
      }
      boolean whole = piece == task.pieces().size() - 1;
      session.execute(journal.upkeep(lease, run, task.what(), whole, statements));
      Boundary.reached(Boundary.BEFORE_COMMIT);
      session.execute("COMMIT");
    }

    private void pause(int tries) {
      long most =
          Math.min(
              FIRST_PAUSE.multipliedBy(1L << Math.min(tries, 10)).toMillis(),
              LONGEST_PAUSE.toMillis());
      long until = System.nanoTime() + (most / 2 + dice.nextLong(most / 2 + 1)) * 1_000_000;
      while (System.nanoTime() < until) {
        keeper.check();
        try {
          Thread.sleep(GLANCE);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new VeeryException(
              new Problem(
                  ErrorCode.INTERRUPTED, "interrupted", "the same command goes on from here"),
              e);
        }
      }
    }
  }
}
