package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.RunFlow;
import dev.veery.core.plan.Target;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery rollback}. */
public final class RollbackCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.number("N", "Take back this batch instead of the last one.", "--batch"));
    ChangeOptions.addDown(spec);
    ChangeOptions.addRunning(spec);
  }

  @Override
  public List<String> description() {
    return List.of(
        "Takes back what the last up applied, all of it, newest first. veery status and veery history"
            + " show the batches.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery rollback", "the last batch"),
        new Example("veery rollback --batch 7 --dry-run", "what taking back batch 7 would run"));
  }

  @Override
  public boolean isStartedOften() {
    return true;
  }

  @Override
  public int run(Call call) {
    Target target =
        call.arguments().isGiven("--batch")
            ? new Target.Down.Batch(ChangeOptions.positive(call.arguments(), "--batch"))
            : new Target.Down.LastBatch();
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      return new RunFlow(call, veery)
          .run(
              target,
              ChangeOptions.of(call.arguments()),
              "nothing to do: there is no batch to take back");
    }
  }
}
