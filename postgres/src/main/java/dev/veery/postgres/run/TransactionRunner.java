package dev.veery.postgres.run;

import dev.veery.core.VeeryException;
import dev.veery.core.expand.Rewriting;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.LockUse;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.postgres.session.LockLimit;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Session.Notice;
import dev.veery.postgres.session.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs segments that are transactions: the statements, their record and the COMMIT in one go. */
final class TransactionRunner {

  private final Session session;
  private final RunOptions options;
  private final RunListener listener;
  private final CodeMigration.Resolver resolver;
  private final StepObserver observer;
  private final RunProof proof;
  private final Rewriting rewriting;
  private @Nullable Wire wire;

  TransactionRunner(
      Session session,
      RunOptions options,
      RunListener listener,
      CodeMigration.Resolver resolver,
      StepObserver observer,
      RunProof proof,
      Rewriting rewriting) {
    this.session = session;
    this.options = options;
    this.listener = listener;
    this.resolver = resolver;
    this.observer = observer;
    this.proof = proof;
    this.rewriting = rewriting;
  }

  /**
   * Runs one transaction and records it.
   *
   * @param last whether the migration is whole with it
   */
  void run(MigrationRun run, Segment.Transaction segment, boolean last) throws StepFailedException {
    run(run, segment, last, Removal.NONE);
  }

  /**
   * What a transaction removes before the first of its statements that it would be in the way of; a
   * transaction without statements does nothing else.
   *
   * @param statements none for nothing to remove
   * @param of the step on whose account they are, which is tried again when they have to wait
   */
  record Removal(List<String> statements, @Nullable Step of) {
    static final Removal NONE = new Removal(List.of(), null);

    Removal {
      statements = List.copyOf(statements);
    }
  }

  /** The same, with triggers that have stood for long enough. */
  void run(MigrationRun run, Segment.Transaction segment, boolean last, Removal removal)
      throws StepFailedException {
    Wire wire = wire(run);
    boolean whole = last && run.migration().segments().size() == 1 && !run.migration().resumed();
    try {
      wire.add(whole ? begin(run.migration(), segment.begin()) : segment.begin());
      if (whole) {
        before(wire, run);
      }
      body(wire, run, segment.steps(), removal);
      if (last) {
        after(wire, run);
      }
      end(wire, run, segment.steps(), last);
      Boundary.reached(Boundary.BEFORE_COMMIT);
      wire.add("COMMIT");
      wire.flush();
    } catch (StepFailedException | VeeryException e) {
      undo();
      throw e;
    }
    Boundary.reached(Boundary.AFTER_COMMIT);
    observer.ended(true);
  }

  /** With one snapshot for both looks at what is preserved: others go on writing meanwhile. */
  private String begin(PlannedMigration migration, String begin) {
    return proof.takesValues(migration) && begin.equals(Segment.Transaction.BEGIN)
        ? "BEGIN ISOLATION LEVEL REPEATABLE READ"
        : begin;
  }

  private void before(Wire wire, MigrationRun run) throws StepFailedException {
    if (proof.takesValues(run.migration())) {
      wire.flush();
      try {
        proof.before(run.migration(), session);
      } catch (SQLException e) {
        throw new StepFailedException(null, ServerError.of(e), e);
      }
    }
  }

  private void after(Wire wire, MigrationRun run) throws StepFailedException {
    if (proof.wanted(run.migration())) {
      wire.flush();
      try {
        proof.after(run.migration(), session, true);
      } catch (SQLException e) {
        throw new StepFailedException(null, ServerError.of(e), e);
      }
    }
  }

  /** Gives the transaction up. */
  void undo() {
    session.rollbackQuietly();
    observer.ended(false);
  }

  /** The statements and the record, for a transaction that somebody else opens and commits. */
  void inside(Wire wire, MigrationRun run, List<Segment> segments) throws StepFailedException {
    int left = segments.size();
    if (left == 0) {
      end(wire, run, List.of(), true);
    }
    before(wire, run);
    for (Segment segment : segments) {
      body(wire, run, segment.steps(), Removal.NONE);
      if (--left == 0) {
        after(wire, run);
      }
      end(wire, run, segment.steps(), left == 0);
    }
  }

  Wire wire(MigrationRun run) {
    Wire opened = new Wire(session, notice -> listener.notice(run.migration(), notice));
    wire = opened;
    return opened;
  }

  /** The last step that has run in the latest transaction; null for none. */
  @Nullable Step reached() {
    return wire == null ? null : wire.last();
  }

  private void body(Wire wire, MigrationRun run, List<Step> steps, Removal removal)
      throws StepFailedException {
    Timeouts timeouts =
        new Timeouts(
            run.authorSets("lock_timeout") ? null : limit(options.lockTimeout()),
            run.authorSets("statement_timeout") ? null : options.statementTimeout());
    timeouts.before(wire, Step.Timeouts.DEFAULT);
    String searchPath = run.migration().searchPath();
    if (searchPath != null) {
      wire.add("SET LOCAL search_path TO " + searchPath);
    }
    addUnlessEmpty(wire, run.guard());
    boolean toRemove = !removal.statements().isEmpty();
    for (Step step : steps) {
      if (toRemove && !KeptTriggers.mayStand(step)) {
        toRemove = false;
        remove(wire, timeouts, removal);
      }
      if (LockUse.of(step) == LockUse.IN_THE_WAY) {
        if (!timeouts.isInTheWay()
            && observer == StepObserver.NONE
            && isOurs(steps)
            && !run.authorSets("idle_in_transaction_session_timeout")) {
          // Should this process stop, nobody is to wait for it: the server gives the locks back.
          wire.add("SET LOCAL idle_in_transaction_session_timeout = '60s'");
        }
        timeouts.inTheWay();
      }
      timeouts.before(wire, step.timeouts());
      if (observer == StepObserver.NONE) {
        send(wire, run, step);
      } else {
        observed(wire, run, step);
      }
    }
    if (toRemove && steps.isEmpty()) {
      remove(wire, timeouts, removal);
    }
  }

  private static void remove(Wire wire, Timeouts timeouts, Removal removal)
      throws StepFailedException {
    timeouts.inTheWay();
    timeouts.before(wire, Step.Timeouts.DEFAULT);
    for (String statement : removal.statements()) {
      wire.add(statement, removal.of());
    }
  }

  /** Whether the server never waits for anything but this program: no code, no rows of a file. */
  private static boolean isOurs(List<Step> steps) {
    return steps.stream()
        .allMatch(
            s -> s.action() instanceof Step.Action.Sql || s.action() instanceof Step.Action.Echo);
  }

  /** What the server is asked for. Zero waits for ever, which is what the server does by itself. */
  static @Nullable Duration limit(@Nullable Duration configured) {
    return configured == null || configured.isZero() ? null : LockLimit.asked(configured);
  }

  /** Alone on the wire, so that the observer finds the server before and behind it. */
  private void observed(Wire wire, MigrationRun run, Step step) throws StepFailedException {
    wire.flush();
    observer.admit(run.migration(), step);
    observer.before(run.migration(), step, true);
    try {
      send(wire, run, step);
      wire.flush();
    } catch (StepFailedException e) {
      observer.failed(run.migration(), step, e.error());
      throw e;
    }
    observer.after(run.migration(), step, true);
    observer.judge(run.migration(), step);
  }

  private void send(Wire wire, MigrationRun run, Step step) throws StepFailedException {
    switch (step.action()) {
      case Step.Action.Sql sql -> wire.add(rewriting.of(run.migration(), sql.statement()), step);
      case Step.Action.Copy copy -> {
        try (InputStream rows = copy.copy().data().open()) {
          wire.copy(copy.copy().statement().text(), step, rows);
        } catch (IOException e) {
          throw new StepFailedException(step, unreadable(e), e);
        }
        Boundary.reached(Boundary.IN_COPY);
      }
      case Step.Action.Echo echo -> {
        wire.flush();
        listener.notice(run.migration(), new Notice("ECHO", echo.echo().text()));
        wire.passed(step);
      }
      case Step.Action.Java java -> {
        wire.flush();
        runCode(run, step, java.className());
        wire.passed(step);
      }
    }
  }

  private void runCode(MigrationRun run, Step step, String className) throws StepFailedException {
    CodeMigration code = resolver.resolve(className);
    Direction direction = run.migration().direction();
    try {
      // Whether the code has ended the transaction shows in whether its savepoint is still there.
      session.execute("SAVEPOINT veery_code");
      code.run(
          direction,
          session.connection(),
          line -> listener.notice(run.migration(), new Notice("PROGRESS", line)));
      session.execute("RELEASE SAVEPOINT veery_code");
    } catch (SQLException e) {
      throw new StepFailedException(step, ServerError.of(e), e);
    } catch (Exception e) {
      throw new StepFailedException(
          step,
          new ServerError(
              "VE002", Objects.toString(e.getMessage(), e.toString()), "", "", "", 0, true),
          e);
    }
  }

  private static ServerError unreadable(IOException e) {
    return new ServerError("58030", "cannot read the rows: " + e.getMessage(), "", "", "", 0, true);
  }

  private static void end(Wire wire, MigrationRun run, List<Step> steps, boolean last)
      throws StepFailedException {
    addUnlessEmpty(wire, run.guard());
    // The journal is written as the role and with the settings that the session began with.
    if (last) {
      for (String statement : run.reset()) {
        wire.add(statement);
      }
    }
    addUnlessEmpty(wire, run.record(steps, last));
  }

  private static void addUnlessEmpty(Wire wire, String sql) throws StepFailedException {
    if (!sql.isEmpty()) {
      wire.add(sql);
    }
  }

  /** The limits in force, so that only changes are sent. */
  private static final class Timeouts {
    private final @Nullable Duration lock;
    private final @Nullable Duration statement;
    private boolean inTheWay;
    private @Nullable Duration lockNow;
    private @Nullable Duration statementNow;

    Timeouts(@Nullable Duration lock, @Nullable Duration statement) {
      this.lock = lock;
      this.statement = statement;
    }

    boolean isInTheWay() {
      return inTheWay;
    }

    /** From here to the end of the transaction others may have to wait for us. */
    void inTheWay() {
      inTheWay = true;
    }

    void before(Wire wire, Step.Timeouts wanted) throws StepFailedException {
      Duration environment = inTheWay ? lock : null;
      lockNow =
          change(
              wire,
              "lock_timeout",
              lockNow,
              wanted.lock() == null ? environment : LockLimit.asked(wanted.lock()));
      statementNow =
          change(
              wire,
              "statement_timeout",
              statementNow,
              wanted.statement() == null ? statement : wanted.statement());
    }

    private static @Nullable Duration change(
        Wire wire, String setting, @Nullable Duration now, @Nullable Duration wanted)
        throws StepFailedException {
      if (!Objects.equals(now, wanted)) {
        wire.add(
            wanted == null
                ? "SET LOCAL " + setting + " TO DEFAULT"
                : "SET LOCAL " + setting + " = " + Sql.literal(wanted.toMillis() + "ms"));
      }
      return wanted;
    }
  }
}
