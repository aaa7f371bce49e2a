package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.Unmarked;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintSettings;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Planner;
import dev.veery.core.plan.Rewriting;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.backup.Backup;
import dev.veery.engine.backup.Backups;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.engine.fleet.Fleet;
import dev.veery.engine.fleet.FleetFiles;
import dev.veery.engine.fleet.FleetSettings;
import dev.veery.engine.health.Health;
import dev.veery.engine.health.HealthSettings;
import dev.veery.engine.observe.Observers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.KeptTexts;
import dev.veery.postgres.journal.RunLog;
import dev.veery.postgres.online.LockPicture;
import dev.veery.postgres.online.OnlineRewriting;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.trace.PlanGuard;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.StepObserver;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Veery as a library: one project and one database.
 *
 * <p>Results are values; only what makes an answer impossible is thrown, as a {@link
 * VeeryException} with every problem that was found. Files are read and the connection is opened
 * when they are first needed. Not for use by several threads at once, but for {@link #cancel}.
 */
public final class Veery implements AutoCloseable {

  private final Config config;
  private final Database database;
  private final @Nullable ClassLoader application;
  private final Actor actor;
  private @Nullable Project project;

  /** Whether migrations for the tenants of a fleet are somebody else's: see {@link #fleet}. */
  private boolean withoutTenants;

  private final RunWork runs;

  /** What is remembered of this project when nothing is to be done; null where nothing can be. */
  private @Nullable Settled settled;

  /** The forms that migrations run in; null for those that fit the database. */
  private @Nullable Rewriting forms;

  private Veery(Config config, @Nullable ClassLoader application, boolean proving) {
    this.config = config;
    this.application = application;
    this.database = new Database(config);
    this.actor = Actor.present(Build.version());
    this.runs = new RunWork(this, database, actor, proving);
  }

  /** Opens a project; neither files nor database are touched yet. */
  public static Veery open(Config config) {
    return open(config, null);
  }

  /**
   * Opens a project from inside an application.
   *
   * @param application where Java migrations are looked for besides the configured class path
   */
  public static Veery open(Config config, @Nullable ClassLoader application) {
    Veery veery = new Veery(config, application, true);
    veery.withoutTenants = FleetSettings.given(config);
    return veery;
  }

  /** Opens a project whose files are read already. */
  static Veery over(Config config, @Nullable ClassLoader application, Project project) {
    var veery = new Veery(config, application, false);
    veery.project = project;
    return veery;
  }

  /** Begins to connect in the background, for commands that will need it. */
  public void prepare() {
    database.prepare();
  }

  /**
   * Everything in the directory of migrations.
   *
   * @throws VeeryException with everything that is wrong with the files
   */
  public MigrationSet migrations() {
    return project().set();
  }

  /** The graph of the files. */
  public MigrationGraph graph() {
    return project().graph();
  }

  /** The Java migrations. */
  JavaMigrations code() {
    return project().code();
  }

  private Project project() {
    if (project == null) {
      project = Project.read(config, application);
    }
    return project;
  }

  /** The settings that this project was opened with. */
  public Config config() {
    return config;
  }

  /**
   * Who waits for whom in the database at this moment.
   *
   * @param old transactions from this age on are in the picture although nobody waits
   */
  public LockPicture locks(Duration old) {
    try {
      return LockPicture.of(session(), old);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "looking at locks");
    }
  }

  /** The history and the server's facts, in one round trip. */
  public Loaded load() {
    try {
      return journal().load();
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /** What is applied, pending and odd. */
  public Status status() {
    database.prepare();
    project();
    Loaded loaded = load();
    return StatusReader.read(
        config,
        request(loaded, PlanRequest.Options.DEFAULT),
        loaded,
        loaded.history().changes().isEmpty() ? List.of() : ChangeWork.open(session(), schema()));
  }

  /**
   * What the linter has to say about the files. Reaches the database only to find out what is
   * pending.
   *
   * @throws VeeryException when the files or the settings cannot be read
   */
  public LintReport lint(LintScope scope) {
    if (!(scope instanceof LintScope.Pending)) {
      return new ProjectLint(config, project()).lint(scope, migration -> true);
    }
    database.prepare();
    History history = load().history();
    return new ProjectLint(config, project())
        .lint(
            scope,
            migration -> {
              AppliedMigration applied = history.find(migration.version());
              return applied == null || applied.state() != AppliedMigration.State.APPLIED;
            });
  }

  /**
   * Writes online forms into the files of a scope; what is read of them before is out of date then.
   */
  public List<LintFix.Fixed> lintFix(LintScope scope) {
    if (scope instanceof LintScope.Pending) {
      database.prepare();
    }
    return new LintFix(config, project()).fix(scope, () -> load().history());
  }

  /**
   * The partitions that {@code [partition]} asks for.
   *
   * @param command as the journal records it
   */
  public PartitionWork partitions(String command) {
    Database.Connected connected = database.connected();
    Loaded loaded = load();
    return new PartitionWork(
        config,
        connected.session(),
        journal(),
        loaded,
        runs.options(command, null, false, null),
        () -> Session.open(connected.address(), "veery (watch)"));
  }

  /** What {@code [lint]} says. */
  public LintSettings lintSettings() {
    return ProjectLint.settings(config);
  }

  /** Where findings are listed that were there before; may not exist. */
  public Path lintBaseline() {
    return ProjectLint.baselineFile(config);
  }

  /**
   * What would run to reach a target; nothing is changed.
   *
   * @throws VeeryException when the files or the database cannot be read
   */
  public Planning plan(Target target, PlanRequest.Options options) {
    database.prepare();
    Project files = project();
    Loaded loaded = load();
    List<Problem> warnings = new ArrayList<>(files.set().warnings());
    Problem version = Database.judge(loaded.facts().major(), loaded.facts().version());
    if (version != null) {
      warnings.add(version);
    }
    if (loaded.facts().pooled()) {
      warnings.add(Database.pooled());
    }
    Plan.Result result = Planner.plan(request(loaded, options), target);
    if (config.production() && result instanceof Plan.Result.Ready ready) {
      warnings.addAll(Unmarked.in(ready.plan()));
    }
    return new Planning(target, options, loaded, result, warnings);
  }

  /**
   * Whether an earlier start has found that everything is applied and nothing odd is to be told,
   * and everything that it found this from is as it was then. Takes a look at the files from
   * outside and one round trip; false where it cannot be told so easily.
   */
  public boolean isSettled() {
    if (withoutTenants || application != null || project != null) {
      return false;
    }
    database.prepare();
    settled = Settled.look(config);
    try {
      return settled != null && settled.holds(journal());
    } catch (SQLException | VeeryException e) {
      // Planning meets it, too, and says so.
      return false;
    }
  }

  /** Remembers for the next {@link #isSettled} what was planned since this one was asked. */
  public void settle(Planning planning) {
    try {
      if (settled != null) {
        settled.remember(planning, migrations().selfContained(), journal());
      }
    } catch (SQLException e) {
      // The next start finds it out again.
    }
  }

  PlanRequest request(Loaded loaded, PlanRequest.Options options) {
    Project files = withoutTenants ? shared() : project();
    return new PlanRequest(
        files.set(),
        files.graph(),
        loaded.history(),
        options,
        this::journalDown,
        forms != null
            ? forms
            : new OnlineRewriting(
                session(),
                journal(),
                config.journalSchema(),
                config.online() && !options.atomic(),
                ChangeOpening.breaking(config)));
  }

  /** Runs migrations in the forms that they have in another plan: a rehearsal in the target's. */
  Veery inFormsOf(Plan plan) {
    return inForms(Rewriting.of(plan));
  }

  /** Runs migrations in these forms, whatever the database looks like. */
  Veery inForms(Rewriting rewriting) {
    this.forms = rewriting;
    return this;
  }

  private @Nullable String journalDown(Version version) {
    try {
      return journal().downScript(version);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /**
   * Runs what was planned.
   *
   * @param planning with a {@link Plan.Result.Ready} result
   * @param command as the journal records it, such as {@code up --to 20260901121000}
   * @param listener hears what happens, as it happens
   * @param live whether to look at the server while it works, from a second connection
   * @param leaseTimeout how long to wait for another runner; null waits for as long as it takes
   */
  public RunResult run(
      Planning planning,
      String command,
      RunListener listener,
      boolean live,
      @Nullable Duration leaseTimeout) {
    return run(planning, command, listener, live, leaseTimeout, StepObserver.NONE);
  }

  /**
   * Runs what was planned, and holds it to a rehearsal: stops before a statement whose table has
   * changed since, and takes back what locks more than was rehearsed.
   *
   * @throws VeeryException when something of the plan was not rehearsed; nothing has run then
   */
  public RunResult run(
      Planning planning,
      String command,
      RunListener listener,
      boolean live,
      @Nullable Duration leaseTimeout,
      RehearsedPlan rehearsed) {
    if (planning.result() instanceof Plan.Result.Ready ready) {
      List<Problem> missing = rehearsed.missing(ready.plan());
      if (!missing.isEmpty()) {
        throw new VeeryException(missing);
      }
    }
    Database.Connected connected = database.connected();
    try (PlanGuard guard =
        new PlanGuard(
            rehearsed,
            connected.session(),
            () -> Session.open(connected.address(), "veery (watch)"),
            config.journalSchema(),
            planning.loaded().facts().pooled())) {
      return run(planning, command, listener, live, leaseTimeout, guard);
    }
  }

  /**
   * The same with somebody who looks at each statement.
   *
   * @param observer may use the session of this object between statements
   */
  RunResult run(
      Planning planning,
      String command,
      RunListener listener,
      boolean live,
      @Nullable Duration leaseTimeout,
      StepObserver observer) {
    return runs.run(planning, command, listener, live, leaseTimeout, observer);
  }

  /**
   * What others are told of a command.
   *
   * @param command as typed
   */
  public Observers.About about(String command) {
    String place;
    try {
      Address address = database.connected().address();
      place = address.host() + ":" + address.port() + "/" + address.database();
    } catch (VeeryException e) {
      place = config.database().toString();
    }
    return new Observers.About(command, config.environment(), place, actor.name(), Build.version());
  }

  /** Runs rely on this backup, which was made for what is pending now. */
  public void relyOn(Backup backup) {
    runs.relyOn(backup);
  }

  /** Backups of this database. */
  public Backups backups() {
    return new Backups(config, database.connected().address(), Build.version());
  }

  /** Where the database is. */
  Address address() {
    return database.connected().address();
  }

  /** Changes the journal without running anything. */
  public Stamping stamping(String command) {
    Loaded loaded = load();
    RunWork.refuseReadOnly(loaded);
    return new Stamping(
        database.connected().session(),
        journal(),
        runs.options(command, null, false, null),
        loaded,
        project());
  }

  /**
   * The statements of a plan with everything that Veery would write, as a script for psql.
   *
   * @param planning with a {@link Plan.Result.Ready} result
   */
  public String script(Planning planning) {
    if (!(planning.result() instanceof Plan.Result.Ready ready)) {
      throw new IllegalArgumentException("there is nothing to run");
    }
    return dev.veery.postgres.run.OfflineScript.of(
        ready.plan(),
        planning.loaded().history(),
        schema(),
        !(planning.target() instanceof Target.Down),
        config.environment(),
        actor);
  }

  /** The newest runs, newest first; empty where there is no journal yet. */
  public List<RunLog.Run> runs(int limit) {
    History history = load().history();
    if (!history.journalExists()) {
      return List.of();
    }
    try {
      return RunLog.newest(database.connected().session(), schema(), limit);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /**
   * The migration that a user names, applied or not: among the files, otherwise in the journal.
   *
   * @throws VeeryException with near misses when there is none, or several fit
   */
  public Version resolve(String text, History history) {
    return Lookup.version(graph(), history, text);
  }

  /**
   * What a user names, whether it is versioned, repeatable, or only in the journal.
   *
   * @param history empty to look among the files only
   * @throws VeeryException with near misses when there is none, or several fit
   */
  public Found find(String text, History history) {
    return Lookup.find(project(), history, text);
  }

  /** What the journal keeps of the texts of a migration. */
  public KeptTexts texts(Version version) {
    try {
      return journal().texts(version);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /** The live schema, without Veery's own. */
  public Catalog catalog() {
    try {
      return Inspector.inspect(
          database.connected().session().connection(),
          new InspectOptions(Set.of(), Set.of(config.journalSchema())));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema");
    }
  }

  /**
   * Holds the live schema against what the applied migrations make of an empty database: they are
   * run once more, on a scratch server of the same major version. The live database is only read.
   *
   * @param ignored what is passed over
   * @throws VeeryException when the history cannot be run again: a file is missing, no scratch
   *     server of that version is at hand, or a migration fails there
   */
  public Drift drift(IgnoreList ignored) {
    database.prepare();
    return new DriftReplay(this, application).against(project(), ignored);
  }

  /**
   * A database to rehearse on, with the history of the target and nothing of what is pending. The
   * target is only read.
   *
   * @return to be closed by the caller
   * @throws VeeryException when there is no server for it, an extension is missing there, or the
   *     history cannot be run again
   */
  public ScratchState scratch(ScratchOptions options) {
    database.prepare();
    return new ScratchWork(this, application).open(project(), options);
  }

  /**
   * Runs what is pending on a scratch database of the same version, measures it, and says what that
   * means for this one, which is only read.
   *
   * @param planning for the same target and options as in {@code options}
   * @throws VeeryException when it cannot be rehearsed; a migration that fails is a result
   */
  public RehearsalReport rehearse(Planning planning, RehearsalOptions options) {
    return new Rehearsal(this, options).rehearse(planning);
  }

  /** The same project on another database. */
  Veery on(Address address) {
    DatabaseUrl url =
        new DatabaseUrl(
            address.host(),
            address.port(),
            address.database(),
            address.user(),
            address.password(),
            address.parameters());
    return over(config.at(url), application, project());
  }

  /** What was done and refused, and the proof that nobody has edited it. */
  public Audit audit() {
    return new Audit(this);
  }

  Actor actor() {
    return actor;
  }

  boolean isConnected() {
    return database.isConnected();
  }

  /** Asks the user's own probes, of the database and of applications. */
  public Health health(HealthSettings settings) {
    return new Health(settings, this::session);
  }

  /** The session that this object works with. */
  Session session() {
    return database.connected().session();
  }

  /** What the linter has to say about some migrations. */
  LintReport lint(Predicate<Migration> wanted) {
    return new ProjectLint(config, project()).lint(new LintScope.Pending(), wanted);
  }

  /**
   * The migration from what the files of migrations make to what the schema should be, proven on a
   * scratch database. Nothing is written, and the target is only read.
   *
   * @throws VeeryException when the desired schema cannot be loaded, something may have been
   *     renamed, rows would be lost without consent, or the proof fails
   */
  public Generation generate(Generation.Request request) {
    return new SchemaWork(config, application, project(), database).generate(request);
  }

  /**
   * The migration that makes the live schema in an empty database, its extensions included, proven
   * on a scratch database. Nothing is written, and the target is only read.
   *
   * @param remarks hears at once what is left out
   */
  public Generation adopt(Consumer<Problem> remarks) {
    return new SchemaWork(config, application, project(), database).adopt(remarks);
  }

  /** One migration in the place of all up to one, see {@link Squashed}; nothing is written. */
  public Squashed squash(Migration last) {
    return new SchemaWork(config, application, project(), database).squash(last);
  }

  /**
   * The way between any two schemas. Both are only read.
   *
   * @param remarks hears at once what is not compared
   * @throws VeeryException when one of them cannot be loaded, or they are of different majors
   */
  public dev.veery.core.diff.Difference difference(
      SchemaSource from,
      SchemaSource to,
      boolean online,
      boolean owners,
      Consumer<Problem> remarks) {
    return new SchemaWork(config, application, project(), database)
        .difference(from, to, online, owners, remarks);
  }

  /**
   * Takes every migration up, down and up again on scratch servers, from an empty database on. The
   * database of this project is not touched, and need not be there.
   *
   * @param progress hears of each migration that is done, from several threads
   */
  public TestReport test(TestOptions options, IntConsumer progress) {
    return new MigrationTest(config, application, project(), options, progress).run();
  }

  /** Whether tenants are kept apart; {@code [tenancy]} has to say how they are told apart. */
  public TenancyCheck tenancy() {
    return new TenancyCheck(this);
  }

  /** Moves rows that are marked as deleted; {@code [soft-delete]} has to say how they are. */
  public Archive archive() {
    return new Archive(this);
  }

  /**
   * Changes in two halves: begun, finished and taken back.
   *
   * @param command as the journal records it
   * @param listener hears what happens, as it happens
   * @param live whether to look at the server while it works, from a second connection
   */
  public ChangeWork changes(String command, RunListener listener, boolean live) {
    return new ChangeWork(this, runs.options(command, null, live, null), listener, runs::began);
  }

  /** What was dropped and is kept. */
  public TrashWork trash() {
    return new TrashWork(session(), load(), schema());
  }

  /** Opens the second session of a run. */
  Session another() throws SQLException {
    return Session.open(database.connected().address(), "veery (watch)");
  }

  /** Stops what the server is doing for this object; from any thread. */
  public void cancel() {
    runs.stop();
    try {
      database.connected().session().cancel();
    } catch (SQLException | VeeryException e) {
      // There is nothing to stop.
    }
  }

  private Project shared() {
    String folder = FleetSettings.read(config).shared();
    var set = FleetFiles.of(project().set(), project().graph(), folder, true);
    return new Project(set, MigrationGraph.of(set), project().code());
  }

  /** The tenants of this project. */
  public Fleet fleet() {
    return new Fleet(
        config, migrations(), graph(), project().code(), actor, this::session, opener());
  }

  private LeaseKeeper.Opener opener() {
    return () -> Session.open(database.connected().address(), "veery (fleet)");
  }

  Journal journal() {
    return new Journal(database.connected().session(), config.journalSchema())
        .masking(config.masking());
  }

  private String schema() {
    return Identifiers.quote(config.journalSchema());
  }

  @Override
  public void close() {
    database.close();
  }
}
