package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.Rewriting;
import dev.veery.core.plan.LockUse;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.postgres.session.LockLimit;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Session.Notice;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements that PostgreSQL refuses inside a transaction.
 *
 * <p>Their record cannot commit together with them, so it is written in two halves: the intent
 * before and the end after. Who finds an intent without an end asks the catalog what became of it
 * ({@link CatalogQuestions}) and adopts it, cleans up and runs it again, or refuses. No transaction
 * is open and no lock is held by this session while the statement runs: a concurrent index build
 * waits for every transaction that is older than itself.
 */
final class AloneRunner {

  private final Session session;
  private final RunOptions options;
  private final RunListener listener;
  private final CodeMigration.Resolver resolver;
  private final StepObserver observer;
  private final boolean pooled;
  private final Rewriting rewriting;
  private final CatalogQuestions questions;

  AloneRunner(
      Session session,
      RunOptions options,
      RunListener listener,
      CodeMigration.Resolver resolver,
      StepObserver observer,
      boolean pooled,
      Rewriting rewriting) {
    this.session = session;
    this.pooled = pooled;
    this.rewriting = rewriting;
    this.observer = observer;
    this.options = options;
    this.listener = listener;
    this.resolver = resolver;
    this.questions = new CatalogQuestions(session);
  }

  /**
   * Runs one statement and records it.
   *
   * @param last whether the migration is whole with it
   * @throws VeeryException when only a person can tell what became of an interrupted one
   */
  void run(MigrationRun run, Segment.Alone segment, boolean last) throws StepFailedException {
    Step step = segment.step();
    boolean happened = false;
    // Before the intent: what is not admitted leaves no trace of an attempt.
    observer.admit(run.migration(), step);
    if (segment.interrupted()) {
      look(run, step);
      happened = recover(run, segment);
    } else {
      transaction(run, List.of(run.intent(step)));
      Boundary.reached(Boundary.INTENT_RECORDED);
    }
    if (!happened) {
      execute(run, segment);
    }
    Boundary.reached(Boundary.ALONE_DONE);
    List<String> record = new ArrayList<>();
    if (last) {
      record.addAll(run.reset());
    }
    record.add(run.done(step));
    if (last) {
      record.add(run.whole());
    }
    transaction(run, record);
    Boundary.reached(Boundary.ALONE_RECORDED);
    if (!happened) {
      observer.ended(true);
      // Behind the record: the statement stays, whatever is to be said about it.
      observer.judge(run.migration(), step);
    }
  }

  /** Whether the interrupted statement has happened; when it has not, its leftovers are removed. */
  private boolean recover(MigrationRun run, Segment.Alone segment) throws StepFailedException {
    Step step = segment.step();
    CatalogQuestions.Answer answer;
    try {
      answer = questions.ask(segment.recovery());
    } catch (SQLException e) {
      throw new StepFailedException(step, ServerError.of(e), e);
    }
    return switch (answer) {
      case CatalogQuestions.Answer.Happened happened -> {
        listener.stepRecovered(run.migration(), step, happened.observation());
        yield true;
      }
      case CatalogQuestions.Answer.NotYet notYet -> {
        listener.stepRecovered(run.migration(), step, notYet.observation());
        yield false;
      }
      case CatalogQuestions.Answer.Different different ->
          throw new VeeryException(
              new Problem(
                  ErrorCode.INDEX_DIFFERENT,
                  different.observation(),
                  step.position(),
                  "drop or rename what is there, then run the same command again"));
      case CatalogQuestions.Answer.Unknown unknown ->
          throw new VeeryException(
              new Problem(
                  ErrorCode.STEP_UNDECIDABLE,
                  "an earlier run was interrupted at statement "
                      + step.ordinal()
                      + " of "
                      + run.migration().label()
                      + ", and nothing in the catalog tells whether it has happened: "
                      + step.summary(),
                  step.position(),
                  "look for yourself, then run again with --rerun-undecided or --skip-undecided;"
                      + " -- veery: idempotent above the statement says it once and for all"));
    };
  }

  private void execute(MigrationRun run, Segment.Alone segment) throws StepFailedException {
    Step step = segment.step();
    try {
      pin(run, step);
      // Behind a proxy that shares server processes a SET would stay with some other client.
      if (!pooled) {
        boolean inTheWay = LockUse.of(step) == LockUse.IN_THE_WAY;
        limit(
            run,
            "lock_timeout",
            LockLimit.asked(step.timeouts().lock()),
            inTheWay ? TransactionRunner.limit(options.lockTimeout()) : null);
        limit(run, "statement_timeout", step.timeouts().statement(), options.statementTimeout());
      }
      observer.before(run.migration(), step, false);
      switch (step.action()) {
        case Step.Action.Sql sql -> session.execute(rewriting.of(run.migration(), sql.statement()));
        case Step.Action.Java java ->
            resolver
                .resolve(java.className())
                .run(
                    run.migration().direction(),
                    session.connection(),
                    line -> listener.notice(run.migration(), new Notice("PROGRESS", line)));
        case Step.Action.Copy copy ->
            throw new IllegalStateException("a COPY never stands outside a transaction");
        case Step.Action.Echo echo ->
            throw new IllegalStateException("an echo never stands outside a transaction");
      }
      List<Notice> notices = session.notices();
      observer.after(run.migration(), step, false);
      for (Notice notice : notices) {
        listener.notice(run.migration(), notice);
      }
    } catch (SQLException e) {
      StepFailedException failure = new StepFailedException(step, ServerError.of(e), e);
      observer.failed(run.migration(), step, failure.error());
      observer.ended(false);
      if (!failure.error().connectionIsGone()) {
        cleanUp(run, segment);
      }
      throw failure;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new StepFailedException(
          step,
          new ServerError(
              "VE002", Objects.toString(e.getMessage(), e.toString()), "", "", "", 0, true),
          e);
    }
  }

  /** Names in questions to the catalog are those of the statement. */
  private void look(MigrationRun run, Step step) throws StepFailedException {
    try {
      pin(run, step);
    } catch (SQLException e) {
      throw new StepFailedException(step, ServerError.of(e), e);
    }
  }

  private void pin(MigrationRun run, Step step) throws SQLException {
    String searchPath = run.migration().searchPath();
    if (searchPath != null) {
      refuseIfPooled(step);
      session.execute("SET search_path TO " + searchPath);
    }
    if (!run.guard().isEmpty()) {
      session.execute(run.guard());
    }
  }

  private void refuseIfPooled(Step step) {
    if (pooled) {
      throw new VeeryException(
          new Problem(
              ErrorCode.POOLED_CONNECTION,
              "this statement runs outside a transaction and needs a search_path, which a proxy that"
                  + " shares server processes cannot keep for it",
              step.position(),
              "connect to the server itself, or write the schema in front of the names"));
    }
  }

  /** A failed build leaves an invalid index that slows every write: it goes at once if it can. */
  private void cleanUp(MigrationRun run, Segment.Alone segment) {
    try {
      questions.ask(segment.recovery());
    } catch (SQLException | VeeryException e) {
      listener.warning(
          new Problem(
              ErrorCode.STATEMENT_FAILED,
              "what the failed statement left behind could not be removed: " + e.getMessage(),
              segment.step().position(),
              "the next run of " + run.migration().label() + " removes it"));
    }
  }

  /**
   * For this session and not a transaction: the next segment or the end of the migration resets it.
   */
  private void limit(
      MigrationRun run, String setting, @Nullable Duration own, @Nullable Duration environment)
      throws SQLException {
    Duration wanted = own == null && !run.authorSets(setting) ? environment : own;
    if (wanted != null) {
      session.execute("SET " + setting + " = " + Sql.literal(wanted.toMillis() + "ms"));
    }
  }

  private void transaction(MigrationRun run, List<String> writes) throws StepFailedException {
    Wire wire = new Wire(session, notice -> listener.notice(run.migration(), notice));
    try {
      wire.add("BEGIN");
      for (String write : writes) {
        wire.add(write);
      }
      wire.add("COMMIT");
      wire.flush();
    } catch (StepFailedException e) {
      session.rollbackQuietly();
      throw e;
    }
  }
}
