package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.Phase;
import dev.veery.core.expand.Rewriting;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Isolation;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.postgres.backfill.Backfill.Standing;
import dev.veery.postgres.backfill.BackfillControl;
import dev.veery.postgres.journal.ChangeWrites.Opening;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.JournalWrites;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.online.OldTransactions;
import dev.veery.postgres.run.RunResult.Done;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan.
 *
 * <p>It decides nothing about what to run: that is the planner's. It takes the lease, plans again
 * if somebody else was at work in between, runs segment after segment, each with its record, and
 * gives the lease back. Killed at any instant it leaves nothing that the next run cannot go on
 * from:
 *
 * <ul>
 *   <li>a transaction is there with its record or not at all;
 *   <li>a statement outside one has its intent on record, and the catalog tells the rest;
 *   <li>the lease ends with the session that took it.
 * </ul>
 */
public final class Runner {

  /** A transaction that only records. */
  private static final Segment.Transaction NOTHING =
      new Segment.Transaction(List.of(), Segment.Transaction.BEGIN);

  private final Session session;
  private final Journal journal;
  private final RunOptions options;
  private final RunListener listener;
  private final CodeMigration.Resolver resolver;
  private final LeaseKeeper.Opener opener;
  private final List<Done> done = new ArrayList<>();
  private final Set<Version> interrupted = new HashSet<>();
  private StepObserver observer = StepObserver.NONE;
  private RunProof proof = RunProof.NONE;
  private RunGate gate = RunGate.OPEN;
  private BiFunction<PlannedMigration, JournalWrites, MigrationRun> records = ChangeRun::orPlain;
  private Rewriting rewriting = Rewriting.NONE;
  private UnaryOperator<PlannedMigration> renewal = UnaryOperator.identity();
  private boolean pooled;
  private volatile boolean stopped;
  private final long beganNanos = System.nanoTime();

  /**
   * @param session to work with; used by nobody else meanwhile
   * @param opener makes the second session, for heartbeats and for looking at the first
   */
  public Runner(
      Session session,
      Journal journal,
      RunOptions options,
      RunListener listener,
      CodeMigration.Resolver resolver,
      LeaseKeeper.Opener opener) {
    this.session = session;
    this.journal = journal;
    this.options = options;
    this.listener = listener;
    this.resolver = resolver;
    this.opener = opener;
  }

  /** Lets somebody look at each statement; to be said before {@link #run}. */
  public Runner observedBy(StepObserver watching) {
    this.observer = watching;
    return this;
  }

  /** Proves migrations before they are committed; to be said before {@link #run}. */
  public Runner provenBy(RunProof what) {
    this.proof = what;
    return this;
  }

  /** Lets somebody pause or stop the run; to be said before {@link #run}. */
  public Runner guardedBy(RunGate guard) {
    this.gate = guard;
    return this;
  }

  /** Sends something else in the place of statements; to be said before {@link #run}. */
  public Runner rewriting(Rewriting instead) {
    this.rewriting = instead;
    return this;
  }

  /**
   * Plans a migration anew when its turn comes, where its form depends on what those before it
   * leave; to be said before {@link #run}. Not asked where all is one transaction.
   */
  public Runner renewing(UnaryOperator<PlannedMigration> how) {
    this.renewal = how;
    return this;
  }

  /**
   * Runs a phase of a change instead of a migration; to be said before {@link #run}.
   *
   * @param after the state of the change when the phase is whole
   * @param opening of a change that begins with this phase, otherwise null
   */
  public Runner ofChange(Phase phase, String after, @Nullable Opening opening) {
    this.records = (migration, writes) -> new ChangeRun(migration, writes, phase, after, opening);
    return this;
  }

  /** Lets a run that pauses between two tries for a lock end there; from any thread. */
  public void stop() {
    stopped = true;
  }

  /**
   * Runs a plan to its end or to the first failure.
   *
   * @param loaded the history that it was made from
   * @param replan makes a new one when the history has changed in between
   * @param makesBatch whether what is applied becomes a new batch
   * @return how it ended; a failure of a statement is a result, not an exception
   * @throws VeeryException when nothing could be run, or the new plan is blocked
   */
  public RunResult run(
      Plan plan, Loaded loaded, Function<Loaded, Plan.Result> replan, boolean makesBatch) {
    try {
      if (!loaded.history().journalExists()) {
        journal.createOrUpgrade();
      }
      Lease lease = LeaseTaking.take(journal, options, listener, loaded.facts());
      Boundary.reached(Boundary.LEASE_TAKEN);
      try (LeaseKeeper keeper =
          new LeaseKeeper(opener, journal, lease, loaded.facts(), options, listener)) {
        pooled = loaded.facts().pooled();
        return runUnderLease(plan, loaded, replan, makesBatch, lease, keeper);
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "writing the journal");
    }
  }

  private RunResult runUnderLease(
      Plan plan,
      Loaded loaded,
      Function<Loaded, Plan.Result> replan,
      boolean makesBatch,
      Lease lease,
      LeaseKeeper keeper)
      throws SQLException {
    Plan current = plan;
    noteInterrupted(loaded);
    boolean fresh = loaded.history().journalExists() || lease.token() > 1;
    if (fresh && !lease.follows(plan.baseHead())) {
      Loaded now = journal.load();
      noteInterrupted(now);
      switch (replan.apply(now)) {
        case Plan.Result.UpToDate upToDate -> {
          journal.release(lease);
          return finished(new RunResult.NothingLeft(elapsed()));
        }
        case Plan.Result.Blocked blocked -> {
          journal.release(lease);
          throw new VeeryException(blocked.problems());
        }
        case Plan.Result.Ready ready -> current = ready.plan();
      }
    }
    Journal.Begun begun =
        journal.beginRun(
            lease,
            makesBatch,
            options.command(),
            options.environment(),
            options.actor(),
            options.evidence().get());
    Boundary.reached(Boundary.RUN_BEGUN);
    listener.runOpened(begun.id());
    listener.runStarted(current);
    gate.began(begun.id());
    lookForOldTransactions(current);
    JournalWrites writes = journal.writes(lease, begun.id(), options.actor());
    RunResult result = runAll(current, writes, begun.batch(), keeper);
    gate.ended();
    Boundary.reached(Boundary.BEFORE_END);
    end(lease, begun.id(), result);
    return finished(result);
  }

  private void lookForOldTransactions(Plan plan) throws SQLException {
    Duration limit = options.lockTimeout();
    if (limit != null && limit.isPositive() && !pooled) {
      OldTransactions.before(session, plan).forEach(listener::warning);
    }
  }

  private void noteInterrupted(Loaded loaded) {
    AppliedMigration found = loaded.history().interrupted();
    if (found != null) {
      interrupted.add(found.version());
    }
  }

  private RunResult finished(RunResult result) {
    listener.runFinished(result);
    return result;
  }

  private RunResult runAll(
      Plan plan, JournalWrites writes, @Nullable Integer batch, LeaseKeeper keeper) {
    abandonBackfills(plan);
    TransactionRunner transactions =
        new TransactionRunner(session, options, listener, resolver, observer, proof, rewriting);
    AloneRunner alone =
        new AloneRunner(session, options, listener, resolver, observer, pooled, rewriting);
    List<PlannedMigration> migrations = plan.migrations();
    if (plan.atomic()) {
      return runAtomic(migrations, writes, batch, transactions, keeper);
    }
    for (int i = 0; i < migrations.size(); i++) {
      List<PlannedMigration> pending = migrations.subList(i + 1, migrations.size());
      PlannedMigration migration = migrations.get(i);
      try {
        migration = renewal.apply(migration);
      } catch (VeeryException e) {
        Problem problem = e.problems().getFirst();
        return failed(
            new RunResult.Failure(problem, migration, null, "", null, 0, 0, migration.remaining()),
            pending);
      }
      MigrationRun run = records.apply(migration, writes);
      RunResult.Failed failed = new MigrationLoop(run, transactions, alone, keeper).run(pending);
      if (failed != null) {
        return failed;
      }
    }
    return new RunResult.Succeeded(done, batch, elapsed());
  }

  /** What is taken back needs no trigger any more, and no column that a trigger looks at stays. */
  private void abandonBackfills(Plan plan) {
    for (PlannedMigration migration : plan.migrations()) {
      if (migration.direction() == Direction.DOWN && interrupted.contains(migration.version())) {
        try {
          new BackfillControl(session, journal.schema(), options.actor().name())
              .abandon(migration.version().text(), options.lockTimeout(), options.lockRetry());
        } catch (SQLException e) {
          throw SqlStates.unexpected(e, "giving up the backfills of " + migration.label());
        }
      }
    }
  }

  /** Runs the segments of one migration. */
  private final class MigrationLoop {
    private final MigrationRun run;
    private final TransactionRunner transactions;
    private final AloneRunner alone;
    private final LeaseKeeper keeper;
    private final LockRetry retry;
    private final KeptTriggers kept;
    private int committed;

    MigrationLoop(
        MigrationRun run, TransactionRunner transactions, AloneRunner alone, LeaseKeeper keeper) {
      this.run = run;
      this.transactions = transactions;
      this.alone = alone;
      this.keeper = keeper;
      this.retry = new LockRetry(session, options, listener, keeper, () -> stopped);
      this.kept = new KeptTriggers(session, journal.schema(), run);
      this.committed = run.migration().total() - run.migration().remaining();
    }

    /** Null when it is whole. */
    RunResult.@Nullable Failed run(List<PlannedMigration> pending) {
      PlannedMigration migration = run.migration();
      listener.migrationStarted(migration);
      retry.reset();
      List<Segment> segments = new ArrayList<>(migration.segments());
      Segment current = null;
      try {
        kept.begin();
        for (Step setting : migration.settings()) {
          if (setting.action() instanceof Step.Action.Sql sql) {
            session.execute(sql.statement().text());
          }
        }
        if (segments.isEmpty()) {
          segments.add(NOTHING);
        }
        boolean single =
            migration.segments().size() == 1 && segments.getFirst() instanceof Segment.Transaction;
        if (!single && proof.takesValues(migration)) {
          proof.before(migration, session);
        }
        for (int i = 0; i < segments.size(); i++) {
          current = segments.get(i);
          keeper.check();
          gate.pass(migration);
          i += one(segments, i);
        }
        if (proof.wanted(migration) && !(segments.getLast() instanceof Segment.Transaction)) {
          current = null;
          proof.after(migration, session, false);
        }
      } catch (StepFailedException e) {
        return failure(e, current, pending);
      } catch (VeeryException e) {
        return failed(
            Failures.of(
                e.problems().getFirst(), migration, current, transactions.reached(), committed),
            pending);
      } catch (SQLException e) {
        return failure(new StepFailedException(null, ServerError.of(e), e), current, pending);
      }
      done.add(Done.of(migration, run.elapsed()));
      listener.migrationFinished(migration, run.elapsed());
      return null;
    }

    /**
     * Runs the segment at {@code i}.
     *
     * @return -1 when it was cut into other pieces, which now stand in its place; otherwise 0
     */
    private int one(List<Segment> segments, int i) throws StepFailedException, SQLException {
      Segment segment = segments.get(i);
      Standing standing = kept.standing();
      boolean closes = segment.steps().isEmpty();
      if (!standing.isNone() && !closes) {
        boolean mayStand = KeptTriggers.mayStand(standing, segment);
        if (!(segment instanceof Segment.Transaction) && !mayStand) {
          segments.add(i, NOTHING); // outside a transaction: they go in one of their own, before it
          segment = NOTHING;
        } else if (i == segments.size() - 1 && mayStand) {
          segments.add(NOTHING); // behind it, together with the record that all of it is done
        }
      }
      boolean last = i == segments.size() - 1;
      long began = System.nanoTime();
      if (!segment.steps().isEmpty()) {
        listener.stepsStarted(run.migration(), segment.steps());
      }
      keeper.working(true);
      try {
        switch (segment) {
          case Segment.Transaction transaction ->
              transactions.run(
                  run,
                  transaction,
                  last,
                  new TransactionRunner.Removal(standing.removal(), anyStep(segments)));
          case Segment.Alone single -> runAlone(single, last);
          case Segment.Backfill backfill -> backfills().run(run, backfill, last);
        }
      } catch (StepFailedException e) {
        keeper.working(false);
        List<Segment> pieces = otherwise(segment, e);
        if (pieces.isEmpty()) {
          Segment again = retry.next(run.migration(), segment, e);
          if (again == null) {
            throw e;
          }
          pieces = List.of(again);
        } else {
          retry.reset();
        }
        segments.remove(i);
        segments.addAll(i, pieces);
        return -1;
      } finally {
        keeper.working(false);
      }
      retry.reset();
      if (!segment.steps().isEmpty()) {
        committed += segment.steps().size();
        listener.stepsFinished(
            run.migration(), segment.steps(), Duration.ofNanos(System.nanoTime() - began));
      }
      return 0;
    }

    /** On whose account triggers go that are not those of the segment. */
    private @Nullable Step anyStep(List<Segment> segments) {
      for (Segment segment : segments.reversed()) {
        if (!segment.steps().isEmpty()) {
          return segment.steps().getLast();
        }
      }
      return null;
    }

    private BackfillRunner backfills() {
      return new BackfillRunner(
          session,
          options,
          listener,
          observer,
          journal.schema(),
          pooled,
          keeper,
          gate,
          () -> stopped);
    }

    private void runAlone(Segment.Alone single, boolean last) throws StepFailedException {
      boolean transactional =
          single.step().action() instanceof Step.Action.Java java
              && resolver.resolve(java.className()).transactional();
      if (transactional) {
        transactions.run(
            run, new Segment.Transaction(List.of(single.step()), Segment.Transaction.BEGIN), last);
      } else {
        alone.run(run, single, last);
      }
    }

    /** Other pieces for a segment that the server refused as it was; empty when there are none. */
    private List<Segment> otherwise(Segment segment, StepFailedException e) {
      Step step = e.step();
      if (step == null
          || !(segment instanceof Segment.Transaction transaction)
          || !transaction.steps().contains(step)) {
        return List.of();
      }
      if (transaction.absentIsFine() && Absence.explains(step, e.error())) {
        listener.stepRecovered(run.migration(), step, "it was not there: " + e.error().message());
        List<Step> rest = new ArrayList<>(transaction.steps());
        rest.remove(step);
        return List.of(transaction.with(rest));
      }
      return Isolation.of(transaction, step, e.error().sqlState()).orElse(List.of());
    }

    private RunResult.Failed failure(
        StepFailedException e, @Nullable Segment segment, List<PlannedMigration> pending) {
      StepFailedException named = e.waitedFor(keeper.waitedFor());
      RunResult.Failure failure =
          Failures.of(named, run.migration(), segment, transactions.reached(), committed);
      Problem guard = gate.stopped();
      return failed(guard == null ? failure : failure.because(guard), pending);
    }
  }

  private RunResult runAtomic(
      List<PlannedMigration> migrations,
      JournalWrites writes,
      @Nullable Integer batch,
      TransactionRunner transactions,
      LeaseKeeper keeper) {
    Segment whole = whole(migrations);
    LockRetry retry = new LockRetry(session, options, listener, keeper, () -> stopped);
    retry.reset();
    while (true) {
      List<PlannedMigration> begun = new ArrayList<>();
      keeper.working(true);
      try {
        keeper.check();
        List<Done> together = together(migrations, begun, writes, transactions);
        done.addAll(together);
        for (int i = 0; i < migrations.size(); i++) {
          listener.migrationFinished(migrations.get(i), together.get(i).duration());
        }
        return new RunResult.Succeeded(done, batch, elapsed());
      } catch (StepFailedException e) {
        transactions.undo();
        keeper.working(false);
        if (retry.next(last(begun, migrations), whole, e) == null) {
          StepFailedException named = e.waitedFor(keeper.waitedFor());
          PlannedMigration last = last(begun, migrations);
          return rolledBack(
              Failures.of(named, last, whole(List.of(last)), transactions.reached(), 0),
              begun,
              migrations);
        }
      } catch (VeeryException e) {
        transactions.undo();
        PlannedMigration last = last(begun, migrations);
        return rolledBack(
            Failures.of(
                e.problems().getFirst(), last, whole(List.of(last)), transactions.reached(), 0),
            begun,
            migrations);
      } finally {
        keeper.working(false);
      }
    }
  }

  private static Segment whole(List<PlannedMigration> migrations) {
    List<Step> steps = new ArrayList<>();
    for (PlannedMigration migration : migrations) {
      migration.segments().forEach(segment -> steps.addAll(segment.steps()));
    }
    return new Segment.Transaction(steps, Segment.Transaction.BEGIN);
  }

  /** All of them in one transaction; {@code begun} tells how far it came. */
  private List<Done> together(
      List<PlannedMigration> migrations,
      List<PlannedMigration> begun,
      JournalWrites writes,
      TransactionRunner transactions)
      throws StepFailedException {
    List<Done> together = new ArrayList<>();
    Wire wire = transactions.wire(new MigrationRun(migrations.getFirst(), writes));
    wire.add(
        migrations.stream().anyMatch(proof::takesValues)
            ? "BEGIN ISOLATION LEVEL REPEATABLE READ"
            : "BEGIN");
    for (PlannedMigration migration : migrations) {
      begun.add(migration);
      listener.migrationStarted(migration);
      MigrationRun run = new MigrationRun(migration, writes);
      transactions.inside(wire, run, migration.segments());
      if (writes.closing().isEmpty()) {
        // Here and not only at the end, so that whoever watches sees it move.
        wire.flush();
      }
      together.add(Done.of(migration, run.elapsed()));
    }
    if (!writes.closing().isEmpty()) {
      wire.add(writes.closing());
    }
    Boundary.reached(Boundary.BEFORE_COMMIT);
    wire.add("COMMIT");
    try {
      wire.flush();
    } catch (StepFailedException e) {
      forgetBehind(e.step(), begun);
      throw e;
    }
    observer.ended(true);
    return together;
  }

  /** Where all went out at once, those behind the one that failed have not begun. */
  private static void forgetBehind(@Nullable Step failed, List<PlannedMigration> begun) {
    for (int i = 0; i < begun.size(); i++) {
      for (Segment segment : begun.get(i).segments()) {
        if (segment.steps().stream().anyMatch(step -> step == failed)) {
          begun.subList(i + 1, begun.size()).clear();
          return;
        }
      }
    }
  }

  private static PlannedMigration last(
      List<PlannedMigration> begun, List<PlannedMigration> migrations) {
    return begun.isEmpty() ? migrations.getFirst() : begun.getLast();
  }

  /** How a run that was one transaction failed: what had run in it is undone with it. */
  private RunResult.Failed rolledBack(
      RunResult.Failure failure, List<PlannedMigration> begun, List<PlannedMigration> all) {
    List<PlannedMigration> undone =
        begun.isEmpty() ? List.of() : begun.subList(0, begun.size() - 1);
    return new RunResult.Failed(
        done, failure, undone, all.subList(Math.max(1, begun.size()), all.size()), elapsed());
  }

  private RunResult.Failed failed(RunResult.Failure failure, List<PlannedMigration> pending) {
    return new RunResult.Failed(done, failure, List.of(), pending, elapsed());
  }

  private void end(Lease lease, long runId, RunResult result) {
    try {
      switch (result) {
        case RunResult.Failed failed ->
            journal.endRun(
                lease,
                runId,
                "failed",
                failed.failure().problem().code().id(),
                failed.failure().problem().toString());
        case RunResult.Succeeded succeeded -> journal.endRun(lease, runId, "succeeded", null, null);
        case RunResult.NothingLeft nothing -> journal.endRun(lease, runId, "succeeded", null, null);
      }
    } catch (SQLException e) {
      // What counts is committed. The run's row stays open and the next run closes it.
      listener.warning(
          new Problem(
              ErrorCode.CONNECTION_LOST,
              "the end of the run could not be recorded: " + e.getMessage(),
              "the next run marks it as interrupted; the migrations themselves are recorded"));
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }
}
