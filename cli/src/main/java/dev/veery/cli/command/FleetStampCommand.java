package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Words;
import dev.veery.engine.Veery;
import dev.veery.engine.fleet.Fleet;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery fleet stamp}. */
public final class FleetStampCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter("VERSION", "1", "The newest migration that the tenants have."));
    spec.addOption(
        Options.texts("NAME", "Only this tenant; may be given several times.", "--tenant"));
    ChangeOptions.addConfirming(spec);
  }

  @Override
  public List<String> description() {
    return List.of(
        "Records that tenants have everything up to a version, without running anything: for a fleet"
            + " that was there before Veery. Tenants that have more keep it.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery fleet stamp 20260101000000", "all tenants have it"),
        new Example("veery fleet stamp 20260101000000 --tenant acme", "this one has"));
  }

  @Override
  public int run(Call call) {
    long changed;
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      Confirmation.ask(call, () -> {});
      Fleet fleet = veery.fleet();
      String command = call.verb().name() + call.arguments().typed();
      changed =
          veery
              .audit()
              .refusing(
                  command,
                  () ->
                      fleet.stamp(
                          fleet.resolve(call.arguments().parameters().getFirst()),
                          call.arguments().texts("--tenant")));
      veery.audit().event("fleet", command, Map.of("tenants", Long.toString(changed)));
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("tenants", changed);
      }
    } else {
      call.say(call.terminal().tick() + " " + Words.count(changed, "tenant") + " recorded");
    }
    return ExitCode.OK;
  }
}
