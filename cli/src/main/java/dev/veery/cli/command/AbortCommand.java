package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.run.ChangeFlow;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery abort}. */
public final class AbortCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    ChangeFlow.describe(spec, "The migration; by default the only one that is open.");
  }

  @Override
  public List<String> description() {
    return List.of(
        "Takes back a change that veery expand has begun: exactly the old state, and the rows that either"
            + " application has written since. The migration is pending again.",
        "Behind veery contract it works as long as the old is kept (keep-dropped). What the old state cannot"
            + " hold is named, and nothing is changed then.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery abort", "the change that is open"),
        new Example("veery abort 20260901121000", "one of several, or a contracted one"));
  }

  @Override
  public int run(Call call) {
    String name = call.arguments().parameter();
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      return new ChangeFlow(call, veery)
          .run(
              work -> List.of(work.abort(name)),
              plan -> "everything is as it was, with the rows written since");
    }
  }
}
