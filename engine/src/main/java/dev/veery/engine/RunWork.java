package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Planner;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.Unconnected;
import dev.veery.engine.backup.Backup;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.observe.Observers;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.monitor.RunMonitor;
import dev.veery.postgres.run.RunGate;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunProof;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.Runner;
import dev.veery.postgres.run.StepObserver;
import dev.veery.postgres.session.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs plans on the database of a project, with everything that stands around a run. */
final class RunWork {

  private final Veery veery;
  private final Database database;
  private final Actor actor;

  /** Whether what runs is proven: on the target, not on a scratch database. */
  private final boolean proving;

  /** The backup that runs rely on; null to look for one when a run begins. */
  private @Nullable String keptBefore;

  /** What {@link #stop} is to end. */
  private volatile @Nullable Runner running;

  RunWork(Veery veery, Database database, Actor actor, boolean proving) {
    this.veery = veery;
    this.database = database;
    this.actor = actor;
    this.proving = proving;
  }

  /** Runs, and tells whoever the configuration wants to be told. */
  RunResult run(
      Planning planning,
      String command,
      RunListener listener,
      boolean live,
      @Nullable Duration leaseTimeout,
      StepObserver observer) {
    if (!Observers.configured(veery.config())) {
      return runOnly(planning, command, listener, live, leaseTimeout, observer);
    }
    try (Observers observers = Observers.of(veery.config(), listener, veery.about(command))) {
      return runOnly(planning, command, observers.listener(), live, leaseTimeout, observer);
    }
  }

  private RunResult runOnly(
      Planning planning,
      String command,
      RunListener listener,
      boolean live,
      @Nullable Duration leaseTimeout,
      StepObserver observer) {
    if (!(planning.result() instanceof Plan.Result.Ready ready)) {
      throw new IllegalArgumentException("there is nothing to run");
    }
    refuseReadOnly(planning.loaded());
    TenancyGate gate = TenancyGate.of(veery);
    if (gate != null) {
      gate.before(planning);
    }
    Database.Connected connected = database.connected();
    RunOptions options = options(command, leaseTimeout, live, relied(ready.plan(), listener));
    Runner runner =
        new Runner(
            connected.session(),
            veery.journal(),
            options,
            listener,
            veery.code(),
            () -> Session.open(connected.address(), "veery (watch)"));
    began(runner);
    try (RunMonitor monitor = proving ? Guarding.of(veery, connected, planning, listener) : null) {
      RunResult result =
          runner
              .guardedBy(monitor == null ? RunGate.OPEN : monitor)
              .observedBy(observer)
              .provenBy(
                  proving
                      ? Proofs.of(
                          ready.plan(),
                          veery.graph(),
                          SoftDeleteSettings.of(veery.config()).column())
                      : RunProof.NONE)
              .rewriting(
                  Unconnected.unless(
                      proving,
                      TrashWork.rewriting(
                          veery.config(), connected.session(), ready.plan(), planning.loaded())))
              .renewing(migration -> inFormOfNow(migration, planning))
              .run(
                  ready.plan(),
                  planning.loaded(),
                  loaded ->
                      Planner.plan(veery.request(loaded, planning.options()), planning.target()),
                  !(planning.target() instanceof Target.Down));
      return gate == null ? result : gate.after(result);
    }
  }

  /**
   * What is applied again was planned as it is written, on a schema that still had it. Its online
   * form is chosen on what its way back leaves.
   */
  private PlannedMigration inFormOfNow(PlannedMigration migration, Planning planning) {
    if (!(planning.target() instanceof Target.Redo)
        || !veery.config().online()
        || migration.direction() == Direction.DOWN) {
      return migration;
    }
    return switch (Planner.plan(
        veery.request(veery.load(), planning.options()), new Target.Up.Only(migration.version()))) {
      case Plan.Result.Ready ready -> ready.plan().migrations().getLast();
      case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
      case Plan.Result.UpToDate none -> throw new IllegalStateException("it was taken back");
    };
  }

  /** The backup that the run can fall back on; null where the environment asks for none. */
  private @Nullable String relied(Plan plan, RunListener listener) {
    String need = veery.config().values().text(ConfigKey.BACKUP);
    if (keptBefore != null) {
      return keptBefore;
    }
    return need == null || need.equals("off") ? null : Relied.on(veery, plan, listener);
  }

  /** Runs rely on this backup, which was made for what is pending now. */
  void relyOn(Backup backup) {
    keptBefore = backup.id();
  }

  RunOptions options(
      String command, @Nullable Duration leaseTimeout, boolean live, @Nullable String relied) {
    Config config = veery.config();
    return new RunOptions(
            command,
            config.environment(),
            actor,
            config.lockTimeout(),
            config.lockRetry(),
            config.insistence(),
            config.statementTimeout(),
            leaseTimeout,
            live,
            () -> RunEvidence.of(config, command, relied))
        .within(BackfillSettings.read(config));
  }

  static void refuseReadOnly(Loaded loaded) {
    if (loaded.facts().replica()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.READ_ONLY, "the server is a read-only replica", "connect to the primary"));
    }
    if (loaded.facts().readOnly()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.READ_ONLY,
              "transactions of this role or database are read-only by default",
              "lift default_transaction_read_only for " + loaded.facts().user()));
    }
  }

  /** This is what {@link #stop} ends from now on. */
  void began(Runner runner) {
    running = runner;
  }

  /** Ends what runs before its next statement; from any thread. */
  void stop() {
    Runner runner = running;
    if (runner != null) {
      runner.stop();
    }
  }
}
