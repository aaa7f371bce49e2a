package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.fleet.FleetStatusView;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.engine.Veery;
import dev.veery.engine.fleet.FleetStatus;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery fleet status}. */
public final class FleetStatusCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.flag("Exit with 1 when a tenant is behind, half done or has failed.", "--check"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Counts the tenants by what they have and lack, and names those that need a look: that failed,"
            + " that are half done, that are named and not there. One question to each database, however"
            + " many tenants there are.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery fleet status", "at a glance"),
        new Example("veery fleet status --check --quiet", "for a deployment script"));
  }

  @Override
  public int run(Call call) {
    FleetStatus status;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      veery.prepare();
      line.show(() -> "asking " + call.config().database(), Duration.ofMillis(300));
      status = veery.fleet().status();
    }
    FleetStatusView.tell(call, status);
    return !status.clean() && call.arguments().has("--check") ? ExitCode.FOUND : ExitCode.OK;
  }
}
