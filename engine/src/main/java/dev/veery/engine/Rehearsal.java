package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.rehearse.Compatibility;
import dev.veery.core.rehearse.RehearsedSchema;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.Speeds;
import dev.veery.core.rehearse.TargetSizes;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.Config;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.Surroundings;
import dev.veery.postgres.rehearse.trace.OffendingRow;
import dev.veery.postgres.rehearse.trace.SpeedTest;
import dev.veery.postgres.rehearse.trace.TargetLook;
import dev.veery.postgres.rehearse.trace.TargetMarks;
import dev.veery.postgres.rehearse.trace.Tracer;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan on a scratch database, measures it, and says what that means for the target. The
 * target is only read.
 */
final class Rehearsal {

  private static final String SPEEDS = "speeds";
  private static final Duration SPEEDS_LAST = Duration.ofDays(1);

  /**
   * A thread for each task: on two processors the common pool has a single one, and what only waits
   * for the server would stand in its queue behind what computes.
   */
  private static final Executor ASIDE =
      task -> Thread.ofPlatform().daemon().name("veery-rehearsal").start(task);

  private final Veery target;
  private final Config config;
  private final RehearsalOptions options;
  private final Instant began = Instant.now();
  private final long beganNanos = System.nanoTime();

  Rehearsal(Veery target, RehearsalOptions options) {
    this.target = target;
    this.config = target.config();
    this.options = options;
  }

  /** What a run on a scratch database gave. */
  private record Traced(
      List<TracedMigration> migrations,
      RunResult result,
      @Nullable Speeds speeds,
      String database,
      @Nullable CompletableFuture<String> after) {}

  RehearsalReport rehearse(Planning planning) {
    return switch (planning.result()) {
      case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
      case Plan.Result.UpToDate none -> nothing(planning);
      case Plan.Result.Ready ready -> rehearse(planning, ready.plan());
    };
  }

  private RehearsalReport nothing(Planning planning) {
    return new RehearsalReport(
        config.database().toString(),
        planning.loaded().facts().version(),
        "",
        "",
        "",
        null,
        began,
        elapsed(),
        config.lockBudget(),
        null,
        List.of(),
        null,
        null,
        List.of(),
        null);
  }

  private RehearsalReport rehearse(Planning planning, Plan plan) {
    TargetSizes sizes = sizes();
    // It needs no database, and the scratch server needs little of this process to start.
    var lint = CompletableFuture.supplyAsync(() -> lint(plan), ASIDE);
    try (ScratchState state = target.scratch(options.scratch())) {
      // On a server of ours both copies are made at once, before anything is measured.
      CompletableFuture<String> second =
          state.server().isPrivate()
              ? CompletableFuture.supplyAsync(() -> copyToProve(state), ASIDE)
              : null;
      Traced traced =
          trace(state, sizes, plan, second == null ? lint : CompletableFuture.allOf(lint, second));
      var marks =
          options.asPlan()
              ? CompletableFuture.supplyAsync(() -> marks(traced.migrations()), ASIDE)
              : CompletableFuture.completedFuture(
                  Map.<String, Map<Integer, Map<TracedObject, String>>>of());
      if (second == null) {
        // A server that is lent has one copy at a time.
        after(traced, state);
      }
      ScratchState.Filling filling = state.filling();
      NoRows noRows = new NoRows(filling == null ? List.of() : filling.report().tables());
      RunResult.Failed failed =
          traced.result() instanceof RunResult.Failed failure ? failure : null;
      Boolean onlyWithRows =
          failed == null || filling == null ? null : worksOnEmpty(state, failed, plan);
      Map<String, RoundTrip> trips = new HashMap<>();
      var before = new CompletableFuture<Catalog>();
      var fingerprint =
          options.asPlan()
              ? before.thenApplyAsync(RehearsedSchema::fingerprint, ASIDE)
              : CompletableFuture.completedFuture("");
      RoundTripper.prove(
              target,
              state,
              plan,
              second == null ? copyToProve(state) : joined(second),
              before::complete)
          .forEach(trip -> trips.put(trip.label(), trip));
      var marked = joined(marks);
      Compatibility compatibility =
          failed == null && CompatibilityCheck.isWanted(config)
              ? new CompatibilityCheck(target, state, options.target(), options.planning()).check()
              : null;
      String after = after(traced, state);
      RehearsedSchema schema =
          after == null ? null : new RehearsedSchema(joined(fingerprint), after);
      Judge judge =
          new Judge(
              joined(lint),
              sizes,
              traced.speeds(),
              marked,
              config.lockBudget(),
              trips,
              compatibility,
              onlyWithRows,
              failed == null ? "" : wayOut(failed.failure()),
              noRows);
      return new RehearsalReport(
          config.database().toString(),
          planning.loaded().facts().version(),
          state.server().toString(),
          state.server().version(),
          state.origin(),
          filling == null ? null : filling.report(),
          began,
          elapsed(),
          config.lockBudget(),
          traced.speeds(),
          failed == null
              ? TenantsRehearsed.with(
                  traced.migrations().stream().map(judge::of).toList(), target, state, options)
              : traced.migrations().stream().map(judge::of).toList(),
          compatibility,
          schema,
          failed == null
              ? List.of()
              : failed.pending().stream().map(PlannedMigration::label).toList(),
          failed == null ? null : failed.failure().problem());
    }
  }

  /** What a run would say, or what a rehearsal can do that a run cannot. */
  private static String wayOut(RunResult.Failure failure) {
    ServerError error = failure.error();
    boolean lacks =
        error != null
            && error.sqlState().equals("0A000")
            && error.message().startsWith("extension \"")
            && error.message().endsWith("\" is not available");
    return lacks ? "lend a server that has it: --scratch postgres://…" : failure.problem().remedy();
  }

  /** The fingerprint behind the run, when it is known; the database goes then. */
  private static @Nullable String after(Traced traced, ScratchState state) {
    if (traced.after() == null) {
      return null;
    }
    String fingerprint = joined(traced.after());
    state.server().drop(traced.database());
    return fingerprint;
  }

  /** What the schema of a scratch database is after all has run. */
  private String fingerprint(ScratchState state, String database) {
    try (Session session = state.connectAsMaker(database)) {
      return RehearsedSchema.fingerprint(
          Inspector.inspect(
              session.connection(), new InspectOptions(Set.of(), Set.of(config.journalSchema()))));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema of the scratch database");
    }
  }

  private static String copyToProve(ScratchState state) {
    return state.freshFilled("roundtrip");
  }

  /**
   * @param making what has to be over before anything is measured
   */
  private Traced trace(
      ScratchState state, TargetSizes sizes, Plan plan, CompletableFuture<?> making) {
    String database = state.freshFilled("rehearsal");
    joined(making);
    CompletableFuture<String> after = null;
    try (Veery scratch = target.on(alone(state.address(database))).inFormsOf(plan)) {
      Planning planning = scratch.plan(options.target(), options.planning());
      if (!(planning.result() instanceof Plan.Result.Ready)) {
        throw new VeeryException(blocked(planning));
      }
      Session running = scratch.session();
      try (Tracer tracer =
          new Tracer(
              running,
              () -> Session.open(state.server().address(database), "veery (trace)"),
              config.journalSchema())) {
        refuseWithoutJournal(planning, state);
        RunResult result =
            scratch.run(planning, "rehearse", new RunListener() {}, false, null, tracer);
        List<TracedMigration> migrations = tracer.migrations();
        if (result instanceof RunResult.Failed failed) {
          migrations = withRow(migrations, running, state.server().major(), failed.failure());
          options.kept().look(url(state.address(database)));
        }
        if (options.asPlan() && !(result instanceof RunResult.Failed)) {
          after = CompletableFuture.supplyAsync(() -> fingerprint(state, database), ASIDE);
        }
        return new Traced(
            migrations, result, speeds(state, database, migrations, sizes), database, after);
      }
    } finally {
      if (after == null) {
        state.server().drop(database);
      }
    }
  }

  /**
   * The role may not make the journal that the run would begin with. Said of the target, which that
   * is about, and not of the scratch database that it would be noticed on.
   */
  private void refuseWithoutJournal(Planning planning, ScratchState state) {
    Surroundings.Access access = state.surroundings().access();
    boolean may = access == Surroundings.Access.OWNER || access == Surroundings.Access.CREATE;
    if (!planning.loaded().history().journalExists()
        && !may
        && !state.surroundings().isSuperuser()
        && !hasItsSchema()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.PERMISSION_DENIED,
              "the target has no journal, and its role "
                  + state.role()
                  + " may not make one: a run would end there",
              "rehearse as the role that will run the migrations; or grant this one CREATE on the"
                  + " database, or let a superuser make the schema for it: CREATE SCHEMA "
                  + Identifiers.quote(config.journalSchema())
                  + " AUTHORIZATION …"));
    }
  }

  /** Whether somebody has made the schema of the journal for the role. */
  private boolean hasItsSchema() {
    try {
      return target
              .session()
              .value(
                  "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = "
                      + Identifiers.literal(config.journalSchema())
                      + " AND pg_catalog.has_schema_privilege(oid, 'CREATE')")
          != null;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "looking for the journal");
    }
  }

  /** Says which row it was, where the server says nothing of one. */
  private static List<TracedMigration> withRow(
      List<TracedMigration> migrations, Session session, int major, RunResult.Failure failure) {
    ServerError error = failure.error();
    if (error == null || !error.detail().isEmpty() || failure.statement().isEmpty()) {
      return migrations;
    }
    String row = OffendingRow.find(session, major, failure.statement());
    return row.isEmpty()
        ? migrations
        : migrations.stream().map(traced -> traced.failingWith(" (" + row + ")")).toList();
  }

  /** Whether the migration that failed works where there are no rows. */
  private boolean worksOnEmpty(ScratchState state, RunResult.Failed failed, Plan plan) {
    PlannedMigration migration = failed.failure().migration();
    if (migration == null) {
      return false;
    }
    String database = state.fresh("empty");
    try (Veery scratch = target.on(state.address(database)).inFormsOf(plan)) {
      Planning planning = scratch.plan(options.target(), options.planning());
      RunResult result = scratch.run(planning, "rehearse", new RunListener() {}, false, null);
      return result.done().stream().anyMatch(done -> done.label().equals(migration.label()));
    } finally {
      state.server().drop(database);
    }
  }

  /**
   * Without parallel workers, which count what they read for themselves. The speeds of the scratch
   * server are those of one process, too.
   */
  private static Address alone(Address address) {
    Map<String, String> parameters = new HashMap<>(address.parameters());
    parameters.merge(
        "options",
        " -c max_parallel_maintenance_workers=0 -c max_parallel_workers_per_gather=0",
        String::concat);
    return new Address(
        address.host(),
        address.port(),
        address.database(),
        address.user(),
        address.password(),
        address.connectTimeout(),
        parameters);
  }

  private static String url(Address address) {
    String password = address.password();
    return "postgres://"
        + address.user()
        + (password == null ? "" : ":" + URLEncoder.encode(password, StandardCharsets.UTF_8))
        + "@"
        + address.host()
        + ":"
        + address.port()
        + "/"
        + address.database();
  }

  private static List<Problem> blocked(Planning planning) {
    if (planning.result() instanceof Plan.Result.Blocked blocked) {
      return blocked.problems();
    }
    throw new IllegalStateException("the scratch database has what the target has not");
  }

  /** Only where something is to be forecast, and once a day on this machine. */
  private static @Nullable Speeds speeds(
      ScratchState state, String database, List<TracedMigration> migrations, TargetSizes sizes) {
    boolean wanted =
        migrations.stream()
            .flatMap(migration -> migration.statements().stream())
            .flatMap(statement -> statement.effects().stream())
            .anyMatch(effect -> sizes.of(effect.object()) != null);
    if (!wanted) {
      return null;
    }
    Speeds known = state.server().recall(SPEEDS, SPEEDS_LAST).flatMap(Speeds::read).orElse(null);
    if (known != null) {
      return known;
    }
    try (Session session = Session.open(state.server().address(database), "veery (speed)")) {
      Speeds measured = SpeedTest.run(session);
      state.server().remember(SPEEDS, measured.line());
      return measured;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "measuring the scratch server");
    }
  }

  /** What each statement is the first to touch, as it is on the target now. */
  private Map<String, Map<Integer, Map<TracedObject, String>>> marks(
      List<TracedMigration> migrations) {
    Map<String, Map<Integer, Set<TracedObject>>> touched = TargetMarks.firstTouched(migrations);
    Set<TracedObject> all = new HashSet<>();
    touched.values().forEach(steps -> steps.values().forEach(all::addAll));
    Map<TracedObject, String> marks;
    try {
      marks = TargetMarks.read(target.session(), all);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema");
    }
    Map<String, Map<Integer, Map<TracedObject, String>>> result = new HashMap<>();
    touched.forEach((label, steps) -> {
      Map<Integer, Map<TracedObject, String>> byOrdinal = new HashMap<>();
      steps.forEach((ordinal, objects) -> {
        Map<TracedObject, String> known = new HashMap<>(marks);
        known.keySet().retainAll(objects);
        byOrdinal.put(ordinal, known);
      });
      result.put(label, byOrdinal);
    });
    return result;
  }

  private TargetSizes sizes() {
    try {
      return TargetLook.sizes(target.session());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the sizes of tables");
    }
  }

  /** What the linter says of the migrations of the plan, by label. */
  private Map<String, MigrationReport> lint(Plan plan) {
    Set<String> wanted = new HashSet<>();
    plan.migrations().forEach(migration -> wanted.add(migration.label()));
    Map<String, MigrationReport> reports = new HashMap<>();
    for (MigrationReport report :
        target.lint(migration -> wanted.contains(migration.label())).migrations()) {
      reports.put(report.label(), report);
    }
    return reports;
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }
}
