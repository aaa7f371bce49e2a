package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.deploy.DeployFlow;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery deploy}. */
public final class DeployCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.flag("Go on with a deployment that failed, behind what it has done.", "--resume"));
    spec.addOption(
        Options.text(
            "FILE",
            "Hold the run to this rehearsal (of veery rehearse --json) instead of a new one.",
            "--plan"));
    spec.addOption(
        Options.flag("Go on although the rehearsal has found errors.", "--accept-findings"));
    ChangeOptions.addConfirming(spec);
    spec.addOption(
        Options.text(
            "TIME",
            "How long to wait for another runner; by default for as long as it takes.",
            "--wait"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "The whole runbook, as a checklist: asks the doctor, shows the plan and asks for the name of a"
            + " production environment, rehearses, asks the probes of [health], runs what is pending as it was"
            + " rehearsed and under the guard of [guard], then verifies, reads the rows of the tables that were"
            + " touched, asks the probes again and writes the schema to a file, where one is named.",
        "It stops at the first step that fails, with the state of the database and the next step. Where what"
            + " is applied does not prove well, it is taken back only if on-failure = \"rollback\" and the"
            + " rehearsal has proven the way back exact. It may be run again at any time: with nothing"
            + " pending it only looks. Two at once are refused.",
        "Exit code 0: done, or nothing to do; 1: the doctor, the rehearsal or a look afterwards found"
            + " something; 4: the run failed; 130: interrupted.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery deploy --env production", "with a person who types the name"),
        new Example("veery deploy --env production --yes --json", "from a pipeline"),
        new Example("veery deploy --env production --resume", "after a failure"));
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      return new DeployFlow(call, veery).run();
    }
  }
}
