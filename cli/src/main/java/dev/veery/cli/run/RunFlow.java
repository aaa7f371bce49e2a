package dev.veery.cli.run;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.check.BeforeProduction;
import dev.veery.cli.lint.RiskView;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.ProblemText;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.engine.Planning;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Durations;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From a target to an exit code: plan, show, ask, run, tell. {@code up}, {@code down}, {@code
 * rollback} and {@code redo} differ only in the target.
 */
public final class RunFlow {

  private final Call call;
  private final Veery veery;
  private final ProblemText problems;
  private final List<Problem> warnings = new ArrayList<>();
  private @Nullable RehearsedPlan rehearsed;
  private List<String> waiting = List.of();

  public RunFlow(Call call, Veery veery) {
    this.call = call;
    this.veery = veery;
    this.problems = call.problems();
  }

  /** Runs only what a rehearsal has seen, and as it has seen it; null for no such care. */
  public RunFlow heldTo(@Nullable RehearsedPlan plan) {
    this.rehearsed = plan;
    return this;
  }

  /**
   * Plans and runs.
   *
   * @param nothing what to say when there is nothing to do
   * @return the exit code
   * @throws VeeryException when something is in the way; nothing has run then
   */
  public int run(Target target, PlanRequest.Options options, String nothing) {
    return run(target, options, planning -> nothing);
  }

  /**
   * As {@link #run(Target, PlanRequest.Options, String)}, with words that depend on what is there.
   */
  public int run(Target target, PlanRequest.Options options, Function<Planning, String> nothing) {
    try {
      return planAndRun(target, options, nothing);
    } catch (VeeryException e) {
      if (!call.arguments().has("--dry-run")) {
        veery.audit().refused(command(), e.problems());
      }
      throw e;
    }
  }

  /** Whether it is known from an earlier start that everything is applied. */
  public boolean isSettled(PlanRequest.Options options) {
    if (rehearsed != null || !options.isDefault()) {
      return false;
    }
    try (LiveLine line = connecting()) {
      return veery.isSettled();
    }
  }

  private String command() {
    return call.verb().name() + call.arguments().typed();
  }

  private int planAndRun(
      Target target, PlanRequest.Options options, Function<Planning, String> nothing) {
    Planning planning = plan(target, options);
    if (planning.result() instanceof Plan.Result.UpToDate) {
      return upToDate(nothing.apply(planning));
    }
    if (planning.result() instanceof Plan.Result.Blocked blocked) {
      throw new VeeryException(blocked.problems());
    }
    Plan ready = ((Plan.Result.Ready) planning.result()).plan();
    return call.arguments().has("--dry-run")
        ? show(ready)
        : confirmAndRun(planning, ready, options, nothing);
  }

  /** Whether what is left can be planned now that this is applied. */
  private boolean goesOn(Planning planning, Plan plan, RunResult result) {
    boolean open =
        planning.target() instanceof Target.Up.Latest || planning.target() instanceof Target.Up.To;
    return open
        && !call.json()
        && result instanceof RunResult.Succeeded
        && plan.notes().stream().anyMatch(note -> note.code() == ErrorCode.CHANGE_LATER);
  }

  /** Plans only; remarks are shown, or kept for the JSON document. */
  public Planning plan(Target target, PlanRequest.Options options) {
    Planning planning;
    try (LiveLine line = connecting()) {
      planning = veery.plan(target, options);
    }
    warnings.addAll(planning.warnings());
    if (planning.result() instanceof Plan.Result.Ready ready) {
      warnings.addAll(ready.plan().notes());
    } else if (planning.result() instanceof Plan.Result.UpToDate none) {
      warnings.addAll(none.notes());
    }
    if (!call.json() && !call.quiet()) {
      warnings.forEach(problems::showWarning);
    }
    return planning;
  }

  private LiveLine connecting() {
    LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json());
    line.show(() -> "connecting to " + call.config().database(), Duration.ofMillis(300));
    return line;
  }

  /** There was nothing to do. */
  public int upToDate(String nothing) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        RunJson.upToDate(json, call, warnings);
      }
    } else {
      call.say(call.terminal().tick() + " " + nothing);
    }
    return ExitCode.OK;
  }

  /** What would run. */
  public int show(Plan plan) {
    Map<String, MigrationReport> classes = RiskView.of(veery, plan);
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        PlanView.json(json, call, plan, classes, warnings);
      }
    } else {
      PlanView.print(call, plan, classes);
    }
    return ExitCode.OK;
  }

  private int confirmAndRun(
      Planning planning,
      Plan plan,
      PlanRequest.Options options,
      Function<Planning, String> nothing) {
    if (call.config().production() && planning.target() instanceof Target.Up up) {
      BeforeProduction.examine(call, veery, up);
    }
    Confirmation.ask(call, () -> PlanView.print(call, plan));
    waiting = OnlineView.waiting(call, plan);
    RunResult result = runOnly(planning, command());
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        RunJson.result(json, call, result, warnings);
      }
    }
    int exit = finish(result);
    if (!goesOn(planning, plan, result)) {
      return exit;
    }
    warnings.clear(); // said already
    return planAndRun(planning.target(), options, nothing);
  }

  /** Runs without asking. Says what happens, but not how it ended. */
  public RunResult runOnly(Planning planning, String command) {
    boolean told = !call.quiet() && !call.json();
    try (LiveLine line = new LiveLine(call.terminal(), told);
        Interrupt interrupt = Interrupt.cancelling(veery)) {
      RunListener listener = told ? new RunView(call, line, problems) : new Collect();
      RehearsedPlan plan = rehearsed;
      RunResult result =
          plan == null
              ? veery.run(planning, command, listener, told, leaseTimeout())
              : veery.run(planning, command, listener, told, leaseTimeout(), plan);
      return interrupt.happened() ? asInterrupted(result) : result;
    }
  }

  /**
   * The server reports a cancelled statement; the person who cancelled it knows it by another name.
   */
  static RunResult asInterrupted(RunResult result) {
    if (!(result instanceof RunResult.Failed failed)) {
      return result;
    }
    RunResult.Failure failure = failed.failure();
    return new RunResult.Failed(
        failed.done(),
        new RunResult.Failure(
            new Problem(
                ErrorCode.INTERRUPTED,
                "interrupted",
                failure.problem().position(),
                "the same command goes on from here"),
            failure.migration(),
            failure.step(),
            failure.statement(),
            null,
            failure.committed(),
            failure.rolledBack(),
            failure.left()),
        failed.undone(),
        failed.pending(),
        failed.duration());
  }

  /** Says how it ended, unless a JSON document does. */
  public int finish(RunResult result) {
    return switch (result) {
      case RunResult.Succeeded succeeded -> {
        if (!call.json()) {
          call.say(summary(succeeded));
          waiting.forEach(call::say);
        }
        yield ExitCode.OK;
      }
      case RunResult.NothingLeft nothing -> {
        if (!call.json()) {
          call.say(
              call.terminal().tick() + " nothing left to do: another run has done it meanwhile");
        }
        yield ExitCode.OK;
      }
      case RunResult.Failed failed -> {
        if (!call.json()) {
          call.terminal().out().flush();
          FailureView.show(call, problems, failed);
        }
        ErrorCode code = failed.failure().problem().code();
        yield code == ErrorCode.INTERRUPTED ? ExitCode.INTERRUPTED : code.category().exitCode();
      }
    };
  }

  /** Remarks so far, for a document that is written by somebody else. */
  public List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  private static String summary(RunResult.Succeeded result) {
    long up = result.done().stream().filter(d -> d.direction().word().equals("up")).count();
    long down = result.done().size() - up;
    StringBuilder text = new StringBuilder();
    if (down > 0) {
      text.append("took back ").append(Words.count(down, "migration"));
    }
    if (up > 0) {
      text.append(down > 0 ? ", applied " : "applied ").append(Words.count(up, "migration"));
    }
    text.append(" in ").append(Words.duration(result.duration()));
    if (result.batch() != null) {
      text.append(" (batch ").append(result.batch()).append(")");
    }
    return text.toString();
  }

  private @Nullable Duration leaseTimeout() {
    String text = call.arguments().text("--wait");
    if (text == null) {
      return null;
    }
    Duration duration = Durations.parse(text);
    if (duration == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--wait is expected to be a duration, not '" + text + "'",
              "write the unit: 500ms, 2s, 5min; or 0 not to wait at all"));
    }
    return duration;
  }

  /** Keeps what the JSON document is to say. */
  private final class Collect implements RunListener {
    @Override
    public void warning(Problem problem) {
      warnings.add(problem);
    }
  }
}
