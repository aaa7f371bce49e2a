package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.StepHash;
import dev.veery.postgres.backfill.Backfill;
import dev.veery.postgres.backfill.BackfillRow;
import dev.veery.postgres.backfill.Guard;
import dev.veery.postgres.backfill.Setup;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Runs statements in batches as a part of a migration: the intent is recorded with the backfill's
 * own row, the end with that of the step.
 */
final class BackfillRunner {

  private final Session session;
  private final RunOptions options;
  private final RunListener listener;
  private final StepObserver observer;
  private final String schema;
  private final boolean pooled;
  private final LeaseKeeper keeper;
  private final RunGate gate;
  private final BooleanSupplier stopped;

  /**
   * @param schema the journal's, quoted
   */
  BackfillRunner(
      Session session,
      RunOptions options,
      RunListener listener,
      StepObserver observer,
      String schema,
      boolean pooled,
      LeaseKeeper keeper,
      RunGate gate,
      BooleanSupplier stopped) {
    this.session = session;
    this.options = options;
    this.listener = listener;
    this.observer = observer;
    this.schema = schema;
    this.pooled = pooled;
    this.keeper = keeper;
    this.gate = gate;
    this.stopped = stopped;
  }

  /**
   * Runs one statement to its end.
   *
   * @param last whether the migration is whole with it
   */
  void run(MigrationRun run, Segment.Backfill segment, boolean last) throws StepFailedException {
    Step step = segment.step();
    observer.admit(run.migration(), step);
    Backfill backfill = new Backfill(session, setup(run, step));
    try {
      searchPath(run, step);
      BackfillRow row =
          backfill.begin(
              work(run, segment), segment.interrupted() ? List.of() : List.of(run.intent(step)));
      Boundary.reached(Boundary.INTENT_RECORDED);
      observer.before(run.migration(), step, false);
      backfill.walk(row);
      observer.after(run.migration(), step, false);
      Boundary.reached(Boundary.BACKFILL_WALKED);
      record(run, step, backfill.end(row, !last), last);
      Boundary.reached(Boundary.ALONE_RECORDED);
    } catch (SQLException e) {
      StepFailedException failure = new StepFailedException(step, error(e), e);
      observer.failed(run.migration(), step, failure.error());
      observer.ended(false);
      throw failure;
    }
    observer.ended(true);
    observer.judge(run.migration(), step);
  }

  /** The server's positions are those of what was sent, and mean nothing in the file. */
  private static ServerError error(SQLException e) {
    ServerError error = ServerError.of(e);
    int position =
        e instanceof Backfill.RefusedStatement refused ? refused.position(error.position()) : 0;
    return new ServerError(
        error.sqlState(),
        error.message(),
        error.detail(),
        error.hint(),
        error.where(),
        position,
        error.fromServer());
  }

  private Setup setup(MigrationRun run, Step step) {
    return new Setup(
        schema,
        options.actor().name(),
        pooled,
        TransactionRunner.limit(options.lockTimeout()),
        options.lockRetry(),
        options.backfill(),
        gate == RunGate.OPEN ? Guard.NONE : gate,
        keeper.opener()::open,
        () -> {
          keeper.check();
          Boundary.reached(Boundary.BACKFILL_BATCH);
        },
        stopped,
        progress -> listener.backfill(run.migration(), step, progress),
        listener::warning);
  }

  private static Backfill.Work work(MigrationRun run, Segment.Backfill segment) {
    Step step = segment.step();
    return new Backfill.Work(
        run.subject(),
        run.migration().direction().word(),
        step.ordinal(),
        StepHash.of(step),
        step.summary(),
        segment.spec(),
        step.position());
  }

  private void searchPath(MigrationRun run, Step step) throws SQLException {
    String searchPath = run.migration().searchPath();
    if (searchPath == null) {
      return;
    }
    if (pooled) {
      throw new VeeryException(
          new Problem(
              ErrorCode.POOLED_CONNECTION,
              "a backfill needs a search_path here, which a proxy that shares server processes cannot"
                  + " keep for it",
              step.position(),
              "connect to the server itself, or write the schema in front of the names"));
    }
    session.execute("SET search_path TO " + searchPath);
    if (!run.guard().isEmpty()) {
      session.execute(run.guard());
    }
  }

  private void record(MigrationRun run, Step step, List<String> end, boolean last)
      throws StepFailedException {
    Wire wire = new Wire(session, notice -> listener.notice(run.migration(), notice));
    List<String> statements = new ArrayList<>();
    statements.add("BEGIN");
    statements.addAll(end);
    if (last) {
      statements.addAll(run.reset());
    }
    statements.add(run.done(step));
    if (last) {
      statements.add(run.whole());
    }
    statements.add("COMMIT");
    try {
      for (String statement : statements) {
        wire.add(
            statement, step); // its trigger may have to wait, and is tried again as the step is
      }
      wire.flush();
    } catch (StepFailedException e) {
      session.rollbackQuietly();
      throw e;
    }
  }
}
