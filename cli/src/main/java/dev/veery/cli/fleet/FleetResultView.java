package dev.veery.cli.fleet;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.fleet.FleetResult;
import dev.veery.engine.fleet.FleetResult.Failure;
import dev.veery.engine.fleet.FleetResult.Odd;
import dev.veery.postgres.fleet.FleetProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says how a run over a fleet ended. */
public final class FleetResultView {

  private static final int LISTED = 10;

  private FleetResultView() {}

  /**
   * Says it in words or as JSON.
   *
   * @param nothing what to say when there was nothing to do
   * @return the exit code
   */
  public static int tell(Call call, FleetResult result, String nothing, List<Problem> warnings) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json(json, result, warnings);
      }
    } else if (!call.quiet() || !ok(result)) {
      print(call, result, nothing);
    }
    return exitCode(result);
  }

  private static boolean ok(FleetResult result) {
    return result.failed().isEmpty()
        && result.odd().isEmpty()
        && (result.ended() == FleetResult.Ended.FINISHED
            || result.ended() == FleetResult.Ended.NOTHING);
  }

  private static int exitCode(FleetResult result) {
    if (result.ended() == FleetResult.Ended.INTERRUPTED) {
      return ExitCode.INTERRUPTED;
    }
    if (!result.failed().isEmpty() || result.ended() == FleetResult.Ended.GIVEN_UP) {
      return ErrorCode.Category.DATABASE.exitCode();
    }
    return ok(result) ? ExitCode.OK : ExitCode.FOUND;
  }

  private static void print(Call call, FleetResult result, String nothing) {
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    if (result.ended() == FleetResult.Ended.NOTHING) {
      terminal.out().println(terminal.tick() + " " + nothing);
      absent(call, result);
      return;
    }
    FleetProgress progress = result.progress();
    failures(call, result);
    StringBuilder line = new StringBuilder();
    line.append(ok(result) ? terminal.tick() : terminal.cross()).append(' ');
    line.append(Words.count(progress.done(), "tenant")).append(" done");
    if (progress.failed() > 0) {
      line.append(", ").append(paint.red(progress.failed() + " failed"));
    }
    if (progress.gone() > 0) {
      line.append(", ").append(progress.gone()).append(" dropped meanwhile");
    }
    if (!result.notReached().isEmpty()) {
      line.append(", ").append(paint.yellow(result.notReached().size() + " not reached"));
    }
    line.append(" in ").append(Words.duration(result.duration()));
    line.append(paint.dim(" (run " + result.run() + ")"));
    terminal.out().println(line);
    switch (result.ended()) {
      case PAUSED ->
          terminal
              .out()
              .println(
                  "paused"
                      + (progress.reason().isEmpty() ? "" : ": " + progress.reason())
                      + paint.dim("; veery fleet resume goes on"));
      case INTERRUPTED ->
          terminal.out().println("interrupted" + paint.dim("; the same command goes on"));
      case GIVEN_UP -> terminal.out().println("given up: " + progress.reason());
      case FINISHED, NOTHING -> {}
    }
    odd(call, result);
    absent(call, result);
    terminal.out().flush();
  }

  /** Nothing is passed over in silence. */
  private static void absent(Call call, FleetResult result) {
    FleetStatusView.nameless(call, result.nameless());
    if (result.ended() == FleetResult.Ended.NOTHING
        && result.progress().done() == 0
        && result.absentCount() == 0) {
      FleetStatusView.nobody(call);
    }
    if (result.absentCount() > 0) {
      call.warn(
          (result.absentCount() == 1
                  ? "1 tenant is named and not there: "
                  : result.absentCount() + " tenants are named and not there, such as ")
              + result.absent().getFirst());
    }
  }

  private static void failures(Call call, FleetResult result) {
    Terminal terminal = call.terminal();
    Table table = new Table();
    int shown = 0;
    for (Failure failure : result.failed()) {
      if (shown++ == LISTED && !call.verbose()) {
        table.row("and " + (result.failed().size() - LISTED) + " more; veery fleet status -v");
        break;
      }
      table.row(
          terminal.cross() + " " + failure.tenant(),
          failure.half() ? terminal.paint().yellow("half done") : "as it was before",
          failure.version(),
          terminal.paint().dim(call.secrets().mask(failure.error())));
    }
    if (!table.isEmpty()) {
      table.lines().forEach(terminal.out()::println);
      terminal.out().println();
    }
  }

  private static void odd(Call call, FleetResult result) {
    Terminal terminal = call.terminal();
    if (result.fingerprints() == 0) {
      return;
    }
    if (result.odd().isEmpty()) {
      terminal
          .out()
          .println(
              terminal.tick()
                  + " "
                  + (result.fingerprints() == 1
                      ? "its schema has a fingerprint"
                      : Words.count(result.fingerprints(), "schema")
                          + " compared: those with the same migrations are alike"));
      return;
    }
    List<String> names = new ArrayList<>();
    for (Odd odd : result.odd()) {
      names.add(odd.tenant());
    }
    terminal
        .out()
        .println(
            terminal.cross()
                + " "
                + (names.size() == 1 ? "1 tenant differs" : names.size() + " tenants differ")
                + " from those with the same migrations: "
                + FleetStatusView.listed(names)
                + terminal.paint().dim("; veery fleet drift tells how"));
  }

  private static void json(JsonOutput json, FleetResult result, List<Problem> warnings) {
    json.field("ok", ok(result));
    json.field("run", result.run());
    json.field("ended", result.ended().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.field("done", result.progress().done());
    json.field("failedTenants", result.failed().size());
    json.field("reason", result.progress().reason());
    json.field("durationMillis", result.duration().toMillis());
    json.list(
        "failed",
        () ->
            result
                .failed()
                .forEach(failure ->
                    json.object(() -> {
                      json.field("tenant", failure.tenant());
                      json.field("code", failure.code());
                      json.field("error", failure.error());
                      json.field("version", failure.version());
                      json.field("halfDone", failure.half());
                      json.field("durationMillis", failure.millis());
                    })));
    json.texts("dropped", result.gone());
    json.texts("notReached", result.notReached());
    json.field("notThere", result.absentCount());
    json.field("nameless", result.nameless());
    json.field("compared", result.fingerprints());
    json.list(
        "differing",
        () ->
            result
                .odd()
                .forEach(odd ->
                    json.object(() -> {
                      json.field("tenant", odd.tenant());
                      json.field("alike", odd.alike());
                    })));
    json.list("warnings", () -> warnings.forEach(json::problem));
  }
}
