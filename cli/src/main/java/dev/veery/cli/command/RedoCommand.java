package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.run.PlanView;
import dev.veery.cli.run.RunFlow;
import dev.veery.cli.run.RunJson;
import dev.veery.cli.run.Targets;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.VeeryException;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Target;
import dev.veery.engine.Planning;
import dev.veery.engine.Veery;
import dev.veery.postgres.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery redo}. */
public final class RedoCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.number("N", "The newest N migrations; 1 by default.", "--steps", "-n"));
    spec.addOption(
        Options.text("NAME", "This migration, which nothing applied builds on.", "--name"));
    ChangeOptions.addDown(spec);
    ChangeOptions.addRunning(spec);
  }

  @Override
  public List<String> description() {
    return List.of(
        "Takes the newest migration back and applies it again: for the time in which it is being"
            + " written. Its rows go where its down script lets them go.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery redo", "after editing the newest migration"),
        new Example("veery redo --steps 2", "the newest two"));
  }

  @Override
  public int run(Call call) {
    Targets.Typed<Target.Down> typed = Targets.down(call.arguments());
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      RunFlow flow = new RunFlow(call, veery);
      PlanRequest.Options options = ChangeOptions.of(call.arguments());
      Planning back = flow.plan(typed.of(veery), options);
      if (back.result() instanceof Plan.Result.Blocked blocked) {
        throw new VeeryException(blocked.problems());
      }
      if (!(back.result() instanceof Plan.Result.Ready ready)) {
        return flow.upToDate("nothing to do: nothing is applied");
      }
      if (call.arguments().has("--dry-run")) {
        return flow.show(ready.plan());
      }
      Confirmation.ask(call, () -> PlanView.print(call, ready.plan()));
      String command = call.verb().name() + call.arguments().typed();
      RunResult taken = flow.runOnly(back, command);
      if (!(taken instanceof RunResult.Succeeded)) {
        return end(call, flow, taken);
      }
      return again(call, veery, flow, ready.plan(), command);
    }
  }

  /** One by one, oldest first: nothing else that is pending comes along. */
  private static int again(Call call, Veery veery, RunFlow flow, Plan taken, String command) {
    List<PlannedMigration> order = new ArrayList<>(taken.migrations()).reversed();
    PlanRequest.Options options = new PlanRequest.Options(true, false, false, false, false);
    RunResult result = null;
    for (PlannedMigration migration : order) {
      Planning forth = flow.plan(new Target.Up.Only(migration.version()), options);
      if (forth.result() instanceof Plan.Result.Blocked blocked) {
        throw new VeeryException(blocked.problems());
      }
      if (forth.result() instanceof Plan.Result.Ready) {
        result = flow.runOnly(forth, command);
        if (!(result instanceof RunResult.Succeeded)) {
          break;
        }
      }
    }
    return result == null ? ExitCode.OK : end(call, flow, result);
  }

  private static int end(Call call, RunFlow flow, RunResult result) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        RunJson.result(json, call, result, flow.warnings());
      }
    }
    return flow.finish(result);
  }
}
