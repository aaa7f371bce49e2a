package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.rehearse.Forecast;
import dev.veery.core.rehearse.Forecaster;
import dev.veery.core.rehearse.LockForecast;
import dev.veery.core.rehearse.RehearsalFindings;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.Speeds;
import dev.veery.core.rehearse.TargetSizes;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.engine.config.Config;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.trace.SpeedTest;
import dev.veery.postgres.rehearse.trace.TargetLook;
import dev.veery.postgres.rehearse.trace.Tracer;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan on a scratch database, measures it, and says what that means for the target. The
 * target is only read.
 */
final class Rehearsal {

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
      List<TracedMigration> migrations, RunResult result, @Nullable Speeds speeds) {}

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
        began,
        elapsed(),
        config.lockBudget(),
        null,
        List.of(),
        List.of(),
        null);
  }

  private RehearsalReport rehearse(Planning planning, Plan plan) {
    TargetSizes sizes = sizes();
    Map<String, MigrationReport> lint = lint(plan);
    try (ScratchState state = target.scratch(options.scratch())) {
      Traced traced = trace(state, sizes);
      RunResult.Failed failed =
          traced.result() instanceof RunResult.Failed failure ? failure : null;
      return new RehearsalReport(
          config.database().toString(),
          planning.loaded().facts().version(),
          state.server().toString(),
          state.server().version(),
          began,
          elapsed(),
          config.lockBudget(),
          traced.speeds(),
          traced.migrations().stream()
              .map(migration -> judge(migration, lint, sizes, traced.speeds()))
              .toList(),
          failed == null
              ? List.of()
              : failed.pending().stream().map(PlannedMigration::label).toList(),
          failed == null ? null : failed.failure().problem());
    }
  }

  private Traced trace(ScratchState state, TargetSizes sizes) {
    String database = state.fresh("rehearsal");
    try (Veery scratch = target.on(state.address(database))) {
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
        RunResult result =
            scratch.run(planning, "rehearse", new RunListener() {}, false, null, tracer);
        List<TracedMigration> migrations = tracer.migrations();
        return new Traced(migrations, result, speeds(state, database, migrations, sizes));
      }
    } finally {
      state.server().drop(database);
    }
  }

  private static List<Problem> blocked(Planning planning) {
    if (planning.result() instanceof Plan.Result.Blocked blocked) {
      return blocked.problems();
    }
    throw new IllegalStateException("the scratch database has what the target has not");
  }

  /** Only where something is to be forecast. */
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
    try (Session session = Session.open(state.server().address(database), "veery (speed)")) {
      return SpeedTest.run(session);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "measuring the scratch server");
    }
  }

  private RehearsedMigration judge(
      TracedMigration migration,
      Map<String, MigrationReport> lint,
      TargetSizes sizes,
      @Nullable Speeds speeds) {
    @Nullable MigrationReport report = lint.get(migration.label());
    Map<Integer, Forecast> forecasts = new HashMap<>();
    List<LockForecast> locks = List.of();
    if (speeds != null) {
      Forecaster forecaster = new Forecaster(speeds, sizes);
      for (TracedStatement statement : migration.statements()) {
        Forecast forecast = forecaster.of(statement);
        if (forecast != null) {
          forecasts.put(statement.ordinal(), forecast);
        }
      }
      locks = forecaster.locks(migration);
    }
    List<Finding> findings =
        new ArrayList<>(RehearsalFindings.of(migration, report, locks, config.lockBudget(), null));
    return new RehearsedMigration(migration, report, forecasts, locks, findings);
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

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }
}
