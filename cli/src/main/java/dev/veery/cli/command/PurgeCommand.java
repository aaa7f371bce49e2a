package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.run.ChangeFlow;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery purge}. */
public final class PurgeCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    ChangeFlow.describe(spec, "The migration; by default every one whose time is over.");
  }

  @Override
  public List<String> description() {
    return List.of(
        "Removes what is kept of the old behind veery contract: of one migration, or of all whose time"
            + " (keep-dropped) is over. There is no way back behind it but the down script.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery purge", "what is due"),
        new Example("veery purge 20260901121000", "one of them, now"));
  }

  @Override
  public int run(Call call) {
    String name = call.arguments().parameter();
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      return new ChangeFlow(call, veery)
          .run(work -> work.purge(name), plan -> "nothing is kept of the old any more");
    }
  }
}
