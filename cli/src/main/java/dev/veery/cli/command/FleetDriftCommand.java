package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Words;
import dev.veery.engine.Veery;
import dev.veery.engine.fleet.FleetDrift;
import java.time.Duration;
import java.util.List;

/** {@code veery fleet drift}. */
public final class FleetDriftCommand extends Command {

  private static final int LISTED = 12;

  @Override
  public List<String> description() {
    return List.of(
        "Finds tenants whose schema was changed by hand: it is not what it was behind their last run, or"
            + " not that of most tenants with the same migrations. All schemas are compared by one query,"
            + " whatever their names; owners, privileges and comments are left out.",
        "Exits with 1 when a tenant differs.");
  }

  @Override
  public List<Example> examples() {
    return List.of(new Example("veery fleet drift", "who was at it, and at what"));
  }

  @Override
  public int run(Call call) {
    FleetDrift drift;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      veery.prepare();
      line.show(() -> "comparing schemas", Duration.ofMillis(300));
      drift = veery.fleet().drift();
      if (!drift.tenants().isEmpty()) {
        DriftNews.tell(
            call,
            veery,
            "fleet drift",
            drift.tenants().size()
                + " of "
                + Words.count(drift.compared(), "tenant")
                + " not as they should be",
            drift.tenants().stream().map(FleetDrift.Tenant::name).toList());
      }
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json(json, drift);
      }
    } else {
      print(call, drift);
    }
    drift.unreachable().forEach(lost -> call.problems().show(lost.problem()));
    return drift.tenants().isEmpty() && drift.unreachable().isEmpty()
        ? ExitCode.OK
        : ExitCode.FOUND;
  }

  private static void print(Call call, FleetDrift drift) {
    if (drift.compared() == 0 && !drift.unreachable().isEmpty()) {
      return;
    }
    Paint paint = call.terminal().paint();
    if (drift.tenants().isEmpty()) {
      call.say(
          call.terminal().tick()
              + " "
              + Words.count(drift.compared(), "schema")
              + ": all as they should be");
      return;
    }
    for (FleetDrift.Tenant tenant : drift.tenants()) {
      call.say(
          call.terminal().cross()
              + " "
              + paint.bold(tenant.name())
              + (tenant.changed() ? "  changed since its last run" : "")
              + (tenant.reference().isEmpty()
                  ? ""
                  : paint.dim("  held against " + tenant.reference())));
      int shown = 0;
      for (String difference : tenant.differences()) {
        if (shown++ == LISTED && !call.verbose()) {
          call.say(paint.dim("    and " + (tenant.differences().size() - LISTED) + " more"));
          break;
        }
        call.say("    " + difference);
      }
    }
    call.say(drift.tenants().size() + " of " + Words.count(drift.compared(), "schema") + " differ");
  }

  private static void json(JsonOutput json, FleetDrift drift) {
    json.field("ok", drift.tenants().isEmpty() && drift.unreachable().isEmpty());
    json.field("compared", drift.compared());
    json.list(
        "differing",
        () ->
            drift
                .tenants()
                .forEach(tenant ->
                    json.object(() -> {
                      json.field("tenant", tenant.name());
                      json.field("changedSinceItsRun", tenant.changed());
                      json.field("heldAgainst", tenant.reference());
                      json.texts("differences", tenant.differences());
                    })));
    json.list(
        "unreachable",
        () ->
            drift
                .unreachable()
                .forEach(lost ->
                    json.object(() -> {
                      json.field("tenant", lost.tenant());
                      json.field("error", lost.problem().message());
                    })));
  }
}
