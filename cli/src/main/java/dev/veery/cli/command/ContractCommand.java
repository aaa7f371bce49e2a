package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.run.ChangeFlow;
import dev.veery.core.expand.Phase;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery contract}. */
public final class ContractCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    ChangeFlow.describe(spec, "The migration; by default the only one that waits.");
  }

  @Override
  public List<String> description() {
    return List.of(
        "Finishes a change that veery expand has begun, when every instance of the application is the new one:"
            + " checks that both sides are equal, and removes the old in an instant.",
        "With keep-dropped the old is kept hidden and in step for that long, so that veery abort still goes back"
            + " and loses nothing; veery purge removes it.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery contract", "the change that waits for it"),
        new Example("veery contract 20260901121000", "one of several"));
  }

  @Override
  public int run(Call call) {
    String name = call.arguments().parameter();
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      return new ChangeFlow(call, veery)
          .run(
              work -> List.of(work.contract(name)),
              plan ->
                  plan.change() != null
                          && plan.change().keeps()
                          && !plan.script(Phase.PURGE).isEmpty()
                      ? "only the new is in use; the old is kept, and veery abort still goes back"
                      : "only the new is left");
    }
  }
}
