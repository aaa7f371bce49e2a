package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.RunFlow;
import dev.veery.cli.run.Targets;
import dev.veery.core.plan.Target;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery down}. */
public final class DownCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    Targets.addDown(spec);
    ChangeOptions.addDown(spec);
    ChangeOptions.addRunning(spec);
  }

  @Override
  public List<String> description() {
    return List.of(
        "Takes migrations back, newest first: the newest one unless told otherwise. The down script is"
            + " that of the file, or the one that the journal kept when the migration was applied.",
        "When one of them has no way back, nothing runs.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery down", "the newest migration"),
        new Example("veery down --steps 3", "the newest three"),
        new Example("veery down --to 20260901121000", "everything after it"),
        new Example(
            "veery down --name add_priority --with-descendants", "one, and what builds on it"));
  }

  @Override
  public boolean isStartedOften() {
    return true;
  }

  @Override
  public int run(Call call) {
    Targets.Typed<Target.Down> typed = Targets.down(call.arguments());
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      Target target = typed.of(veery);
      return new RunFlow(call, veery)
          .run(target, ChangeOptions.of(call.arguments()), "nothing to do: nothing to take back");
    }
  }
}
