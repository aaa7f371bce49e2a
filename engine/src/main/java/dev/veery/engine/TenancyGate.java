package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.tenancy.TenancyFinding;
import dev.veery.core.tenancy.TenancyReport;
import dev.veery.core.tenancy.TenancySettings;
import dev.veery.engine.config.Config;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands before and behind a run on production, where {@code [tenancy]} is configured.
 *
 * <p>Before: the plan is run on a scratch database with the target's schema, which is attacked
 * before and after; what leaks then and did not before stops the run before it begins. Behind: the
 * schema and the rows of the target are read again, and what was not there before is reported as a
 * failure, although the run is done.
 */
final class TenancyGate {

  private final Veery target;
  private final TenancySettings settings;
  private @Nullable TenancyReport before;

  private TenancyGate(Veery target, TenancySettings settings) {
    this.target = target;
    this.settings = settings;
  }

  /** The gate of a run; null where there is none: nothing is configured, or it is no production. */
  static @Nullable TenancyGate of(Veery target) {
    Config config = target.config();
    if (!config.production() || !TenancyCheck.isConfigured(config)) {
      return null;
    }
    TenancySettings settings = TenancyCheck.settings(config);
    return settings.gate() == TenancySettings.Gate.OFF ? null : new TenancyGate(target, settings);
  }

  /**
   * Before the run.
   *
   * @throws VeeryException when the plan would open a hole; nothing has run then
   */
  void before(Planning planning) {
    before = new TenancyCheck(target).atTheGate();
    if (settings.gate() != TenancySettings.Gate.FULL) {
      return;
    }
    List<TenancyFinding> worse;
    try (ScratchState state =
        target.scratch(new ScratchOptions(ScratchOptions.From.TARGET, null, null))) {
      worse = worse(target, state, planning.target(), planning.options(), settings);
    }
    refuse(
        worse,
        "the plan would let tenants reach each other: ",
        "nothing has run; mend the migration, or accept the finding in [tenancy]");
  }

  /** What a plan would open, on a scratch database that has not run it. */
  static List<TenancyFinding> worse(
      Veery target,
      ScratchState state,
      dev.veery.core.plan.Target to,
      dev.veery.core.plan.PlanRequest.Options options,
      TenancySettings settings) {
    TenancyReport now = TenancyCheck.onScratch(state, state.fresh("tenancy"), settings);
    String database = state.fresh("tenancy");
    try (Veery scratch = target.on(state.address(database))) {
      Planning planning = scratch.plan(to, options);
      switch (planning.result()) {
        case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
        case Plan.Result.UpToDate none -> {}
        case Plan.Result.Ready ready -> {
          RunResult result = scratch.run(planning, "tenancy", new RunListener() {}, false, null);
          if (result instanceof RunResult.Failed failed) {
            throw new VeeryException(
                List.of(
                    new Problem(
                        ErrorCode.TENANCY_UNPROVEN,
                        "nothing is known about the tenants after the plan, which fails on a"
                            + " scratch database",
                        "veery rehearse says more"),
                    failed.failure().problem()));
          }
        }
      }
    } catch (RuntimeException e) {
      state.server().drop(database);
      throw e;
    }
    return TenancyCheck.onScratch(state, database, settings).regressions(now);
  }

  /**
   * Behind the run.
   *
   * @throws VeeryException when the target has a hole that was not there before
   */
  RunResult after(RunResult result) {
    if (result instanceof RunResult.Failed) {
      // What failed is told first; the next run begins with the same gate.
      return result;
    }
    TenancyReport known = Objects.requireNonNull(before);
    refuse(
        new TenancyCheck(target).atTheGate().regressions(known),
        "since this run tenants may reach each other: ",
        "the migrations are applied; veery rollback takes them back");
    return result;
  }

  private static void refuse(List<TenancyFinding> worse, String said, String remedy) {
    List<Problem> problems = new ArrayList<>();
    for (TenancyFinding finding : worse) {
      if (finding.severity() == dev.veery.core.lint.Severity.ERROR) {
        problems.add(
            new Problem(
                ErrorCode.TENANCY_REGRESSION,
                said
                    + finding.message()
                    + (finding.proofs().isEmpty()
                        ? ""
                        : "\n" + finding.proofs().getFirst().indent(2).stripTrailing()),
                remedy));
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }
}
