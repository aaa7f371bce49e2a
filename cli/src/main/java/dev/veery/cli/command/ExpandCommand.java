package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.run.ChangeFlow;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery expand}. */
public final class ExpandCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    ChangeFlow.describe(spec, "The migration; by default the next one that is pending.");
  }

  @Override
  public List<String> description() {
    return List.of(
        "Begins a change that the running application would not survive: the new stands beside the old, both"
            + " are kept equal whichever of them is written, and what was there before is filled in. The old"
            + " application and the new one work at the same time from then on.",
        "It takes a pending migration that is plain SQL and renames or drops columns or tables, or changes"
            + " their types. The journal keeps the scripts of all phases from its first statement on.",
        "After it: deploy the new application, then veery contract. Until then veery abort goes back to exactly"
            + " the old state, with everything that was written meanwhile. An interrupted expand goes on where it stopped.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery expand --dry-run", "every script of every phase"),
        new Example("veery expand", "the next pending migration"),
        new Example("veery expand 20260901121000", "that one, which must be the next"));
  }

  @Override
  public int run(Call call) {
    String name = call.arguments().parameter();
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      return new ChangeFlow(call, veery)
          .run(
              work -> List.of(work.expand(name)),
              plan ->
                  "old and new work side by side; deploy the new application, then veery contract");
    }
  }
}
