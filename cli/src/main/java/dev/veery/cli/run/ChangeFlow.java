package dev.veery.cli.run;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.ProblemText;
import dev.veery.core.VeeryException;
import dev.veery.core.expand.Phase;
import dev.veery.engine.ChangePlan;
import dev.veery.engine.ChangeWork;
import dev.veery.engine.Veery;
import dev.veery.engine.observe.Announcer;
import dev.veery.engine.observe.Observers;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** From a decision about a change in two halves to an exit code: show, ask, run, tell. */
public final class ChangeFlow {

  private final Call call;
  private final Veery veery;
  private final ProblemText problems;

  /**
   * What every command of a change takes.
   *
   * @param migration what it means to name one, and none
   */
  public static void describe(CommandSpec spec, String migration) {
    spec.addPositional(Options.parameter("MIGRATION", "0..1", migration));
    spec.addOption(Options.flag("Show what would run, and stop.", "--dry-run"));
    ChangeOptions.addConfirming(spec);
  }

  public ChangeFlow(Call call, Veery veery) {
    this.call = call;
    this.veery = veery;
    this.problems = call.problems();
  }

  /**
   * Decides and runs.
   *
   * @param decide what to do, with what does it
   * @param then what a person does next when it has succeeded, for each plan
   */
  public int run(Function<ChangeWork, List<ChangePlan>> decide, Function<ChangePlan, String> then) {
    boolean told = !call.quiet() && !call.json();
    String command = call.verb().name() + call.arguments().typed();
    try (LiveLine line = new LiveLine(call.terminal(), told);
        Interrupt interrupt = Interrupt.cancelling(veery)) {
      RunListener shown = told ? new RunView(call, line, problems) : new RunListener() {};
      if (!Observers.configured(call.config())) {
        return run(decide, then, veery.changes(command, shown, told), interrupt, plan -> {});
      }
      Observers.About about = veery.about(command);
      try (Observers observers = Observers.of(call.config(), shown, about);
          Announcer announcer = new Announcer(call.config(), about, shown::warning)) {
        return run(
            decide,
            then,
            veery.changes(command, observers.listener(), told),
            interrupt,
            plan -> expanded(announcer, plan));
      }
    } catch (VeeryException e) {
      if (!call.arguments().has("--dry-run")) {
        veery.audit().refused(command, e.problems());
      }
      throw e;
    }
  }

  private static void expanded(Announcer announcer, ChangePlan plan) {
    if (plan.phases().contains(Phase.EXPAND)) {
      announcer.tell(
          "waiting-for-contract",
          plan.label() + " waits for contract, when no old application is left",
          1,
          null);
    }
  }

  private int run(
      Function<ChangeWork, List<ChangePlan>> decide,
      Function<ChangePlan, String> then,
      ChangeWork work,
      Interrupt interrupt,
      Consumer<ChangePlan> succeeded) {
    List<ChangePlan> plans = decide.apply(work);
    if (call.arguments().has("--dry-run")) {
      return show(plans);
    }
    boolean nothing = plans.stream().allMatch(plan -> plan.phases().isEmpty());
    if (!nothing) {
      Confirmation.ask(call, () -> plans.forEach(this::print));
    }
    RunFlow flow = new RunFlow(call, veery);
    int exit = ExitCode.OK;
    for (ChangePlan plan : plans) {
      if (plan.phases().isEmpty()) {
        said(plan, plan.nothing());
        continue;
      }
      RunResult result = work.run(plan);
      if (result instanceof RunResult.Succeeded) {
        succeeded.accept(plan);
        said(plan, then.apply(plan));
        notes(plan);
        continue;
      }
      exit = flow.finish(interrupt.happened() ? RunFlow.asInterrupted(result) : result);
      if (call.json()) {
        try (JsonOutput json = call.jsonOutput()) {
          RunJson.result(json, call, result, List.of());
        }
      }
      return exit;
    }
    if (call.json()) {
      json(plans);
    } else if (plans.isEmpty()) {
      call.say(call.terminal().tick() + " nothing to do");
    }
    return exit;
  }

  private void said(ChangePlan plan, String what) {
    if (!call.json()) {
      String tick = call.terminal().tick() + " ";
      call.say(tick + plan.label() + ": " + what);
    }
  }

  private void notes(ChangePlan plan) {
    var begins = plan.begins();
    if (begins != null && !call.json()) {
      begins.expansion().notes().forEach(note -> call.say("  " + note));
    }
  }

  private int show(List<ChangePlan> plans) {
    if (call.json()) {
      json(plans);
    } else {
      plans.forEach(this::print);
    }
    return ExitCode.OK;
  }

  private void print(ChangePlan plan) {
    Paint paint = call.terminal().paint();
    var out = call.terminal().out();
    out.println(paint.bold(plan.label()));
    plan.changes().forEach(change -> out.println("  " + change));
    if (!plan.nothing().isEmpty()) {
      out.println("  " + plan.nothing());
    }
    var begins = plan.begins();
    if (begins != null) {
      begins.expansion().notes().forEach(note -> out.println("  " + paint.yellow(note)));
    }
    for (Phase phase : begins == null ? plan.phases() : List.of(Phase.values())) {
      String script = plan.script(phase);
      if (!script.isEmpty()) {
        out.println();
        out.println(paint.dim("-- " + phase.word()));
        out.println(script);
      }
    }
    out.flush();
  }

  private void json(List<ChangePlan> plans) {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", true);
      json.list(
          "changes",
          () ->
              plans.forEach(plan ->
                  json.object(() -> {
                    json.field("migration", plan.label());
                    json.texts("changes", plan.changes());
                    json.texts("phases", plan.phases().stream().map(Phase::word).toList());
                    json.field("nothing", plan.nothing());
                    json.object(
                        "scripts",
                        () -> {
                          for (Phase phase : Phase.values()) {
                            json.field(phase.word(), plan.script(phase));
                          }
                        });
                  })));
    }
  }
}
