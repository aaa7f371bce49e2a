package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.RunFlow;
import dev.veery.cli.run.Targets;
import dev.veery.core.plan.Target;
import dev.veery.engine.Veery;
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
            + " written. Its rows go where its down script lets them go.",
        "Both halves are one plan. Nothing is taken back when it is known that it cannot be applied"
            + " again: its file is gone or cannot be read, or an up would refuse it. A statement that"
            + " fails then leaves its migration pending, for the next up; with --atomic everything"
            + " is as it was before.",
        "The plan shows what is applied again as it is written. Where migrations run in online forms,"
            + " they are chosen when it has been taken back.");
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
      Target target = new Target.Redo(typed.of(veery));
      return new RunFlow(call, veery)
          .run(target, ChangeOptions.of(call.arguments()), "nothing to do: nothing is applied");
    }
  }
}
