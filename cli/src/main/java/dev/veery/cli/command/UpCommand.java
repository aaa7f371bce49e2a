package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.rehearse.RehearsalFile;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.RunFlow;
import dev.veery.cli.run.Targets;
import dev.veery.cli.terminal.Words;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.engine.Planning;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery up}. */
public final class UpCommand extends Command {

  private static final String EVERYTHING = "nothing to do: everything is applied";

  @Override
  public void describe(CommandSpec spec) {
    Targets.addUp(spec);
    ChangeOptions.addUp(spec);
    ChangeOptions.addRunning(spec);
    spec.addOption(
        Options.text(
            "FILE",
            "Hold the run to the rehearsal in FILE (of veery rehearse --json): stop before a statement"
                + " whose table has changed since, take back what locks more.",
            "--plan"));
    spec.addOption(
        Options.flag(
            "Do not ask veery doctor first, which is done where production = true.",
            "--no-doctor"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Applies pending migrations, all of them unless told otherwise. What one up applies is a"
            + " batch, which veery rollback takes back together.",
        "Each migration runs in one transaction with its record in the journal; a statement that"
            + " PostgreSQL refuses inside a transaction runs alone. After a crash or a kill, the next"
            + " up goes on where the last one stopped.",
        "When somebody else is at work on the same database, up says so and waits.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery up", "everything that is pending"),
        new Example("veery up --dry-run", "what would run"),
        new Example("veery up --to 20260901121000", "up to a version"),
        new Example("veery up --plan rehearsal.json", "as it was rehearsed, or not at all"),
        new Example("veery up --env production --yes", "without being asked for the name"));
  }

  @Override
  public boolean isStartedOften() {
    return true;
  }

  @Override
  public int run(Call call) {
    Targets.Typed<Target> typed = Targets.up(call);
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      Target target = typed.of(veery);
      PlanRequest.Options options = ChangeOptions.of(call.arguments());
      RunFlow flow = new RunFlow(call, veery).heldTo(RehearsalFile.given(call));
      if (target instanceof Target.Up.Latest && flow.isSettled(options)) {
        return flow.upToDate(EVERYTHING);
      }
      return flow.run(target, options, planning -> nothing(call, veery, planning));
    }
  }

  private static String nothing(Call call, Veery veery, Planning planning) {
    if (veery.migrations().migrations().isEmpty() && veery.migrations().repeatables().isEmpty()) {
      return "nothing to do: there are no migrations in "
          + NewFiles.shownFolder(call.config())
          + "; veery new writes one";
    }
    if (planning.target() instanceof Target.Up.To to) {
      int later = 0;
      for (Migration migration : veery.migrations().migrations()) {
        later += planning.loaded().history().find(migration.version()) == null ? 1 : 0;
      }
      return "nothing to do: "
          + to.version()
          + " is applied, and what it needs"
          + (later == 0 ? "" : "; " + Words.count(later, "migration") + " not");
    }
    veery.settle(planning);
    return EVERYTHING;
  }
}
