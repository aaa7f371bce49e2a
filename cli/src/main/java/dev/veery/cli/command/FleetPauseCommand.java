package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.engine.Veery;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery fleet pause}. */
public final class FleetPauseCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.text("TEXT", "Why, for whoever sees it paused.", "--reason"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Lets nobody take another tenant, on any machine; those that are in hand are done first. veery"
            + " fleet resume goes on.");
  }

  @Override
  public List<Example> examples() {
    return List.of(new Example("veery fleet pause --reason \"disk is filling\"", "hold it"));
  }

  @Override
  public int run(Call call) {
    OpenRun paused;
    try (Veery veery = Veery.open(call.config())) {
      paused =
          veery.fleet().pause(Objects.requireNonNullElse(call.arguments().text("--reason"), ""));
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("paused", paused != null);
      }
    } else {
      call.say(
          paused == null
              ? "no run is under way"
              : call.terminal().tick()
                  + " run "
                  + paused.id()
                  + " is paused; veery fleet resume goes on");
    }
    return paused == null ? ExitCode.FOUND : ExitCode.OK;
  }
}
