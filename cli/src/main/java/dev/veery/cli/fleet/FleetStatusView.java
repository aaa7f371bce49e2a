package dev.veery.cli.fleet;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.engine.fleet.FleetStatus;
import dev.veery.engine.fleet.FleetStatus.Level;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import dev.veery.postgres.fleet.FleetOverview.Trouble;
import java.time.Instant;
import java.util.List;

/** Shows where a fleet stands. */
public final class FleetStatusView {

  private static final int LISTED = 10;

  private FleetStatusView() {}

  /** In words or as JSON. */
  public static void tell(Call call, FleetStatus status) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json(json, status);
      }
    } else if (!call.quiet()) {
      print(call, status);
    }
  }

  public static void print(Call call, FleetStatus status) {
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    Table table = new Table();
    table.row(
        "fleet", paint.bold(status.database()) + paint.dim("  PostgreSQL " + status.server()));
    table.row("tenants", Integer.toString(status.tenants()));
    table.row("up to date", share(paint, status.current(), status.tenants()));
    if (status.behind() > 0) {
      table.row("behind", paint.yellow(Integer.toString(status.behind())));
    }
    if (status.blocked() > 0) {
      table.row(
          "blocked", paint.red(Integer.toString(status.blocked())) + paint.dim("  see below"));
    }
    if (status.half() > 0) {
      table.row("half done", paint.yellow(status.half() + ""));
    }
    if (status.absentCount() > 0) {
      table.row(
          "not there",
          paint.red(Integer.toString(status.absentCount()))
              + paint.dim("  named, and not there: such as " + status.absent().getFirst()));
    }
    if (!status.unlisted().isEmpty()) {
      table.row(
          "not named",
          paint.yellow(Integer.toString(status.unlisted().size()))
              + paint.dim("  Veery knows them, the source of tenants does not: ")
              + listed(status.unlisted()));
    }
    run(paint, table, status);
    table.lines().forEach(terminal.out()::println);
    if (!status.levels().isEmpty()) {
      terminal.out().println();
      HeatMap.of(terminal, status.levels(), call.verbose()).forEach(terminal.out()::println);
    }
    troubles(call, status);
    nameless(call, status.nameless());
    if (status.tenants() == 0 && status.absentCount() == 0) {
      nobody(call);
    }
    terminal.out().flush();
    status.problems().forEach(problem -> call.problems().show(problem));
    status.unreachable().forEach(lost -> call.problems().show(lost.problem()));
  }

  private static String share(Paint paint, int number, int of) {
    String text = Integer.toString(number);
    return number == of ? paint.green(text) : text;
  }

  private static void run(Paint paint, Table table, FleetStatus status) {
    OpenRun run = status.run();
    if (run == null) {
      return;
    }
    String state =
        run.paused()
            ? "paused" + (run.reason().isEmpty() ? "" : ": " + run.reason())
            : run.workers().isEmpty()
                ? "nobody is at work on it; veery fleet up goes on"
                : "under way on " + String.join(", ", run.workers());
    table.row(
        "run " + run.id(),
        paint.yellow(state)
            + paint.dim(
                "  "
                    + run.command()
                    + ", wave "
                    + run.wave()
                    + " of "
                    + run.waves()
                    + ", "
                    + Words.ago(run.startedAt(), Instant.now())));
  }

  private static void troubles(Call call, FleetStatus status) {
    if (status.troubles().isEmpty()) {
      return;
    }
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    terminal.out().println();
    Table table = new Table();
    int shown = 0;
    for (Trouble trouble : status.troubles()) {
      if (shown++ == LISTED && !call.verbose()) {
        break;
      }
      table.row(
          terminal.cross() + " " + trouble.name(),
          trouble.half() ? paint.yellow("half done") : "",
          trouble.version(),
          paint.dim(trouble.error()));
    }
    table.lines().forEach(terminal.out()::println);
    if (status.troubles().size() > LISTED && !call.verbose()) {
      terminal
          .out()
          .println(
              paint.dim(
                  "    and "
                      + (status.troubles().size() - LISTED)
                      + " more; --verbose lists them"));
    }
  }

  /** Rows that are left out are said to be. */
  static void nameless(Call call, int rows) {
    if (rows > 0) {
      call.warn(
          Words.count(rows, "row")
              + " of the query for tenants "
              + (rows == 1 ? "names" : "name")
              + " nobody (null or empty)");
    }
  }

  /** A typing error in the source of tenants is not to look like a fleet in order. */
  static void nobody(Call call) {
    call.warn("there are no tenants: look at tenants, list, pattern or command in [fleet]");
  }

  static String listed(List<String> names) {
    return names.size() <= 4
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
  }

  private static void json(JsonOutput json, FleetStatus status) {
    json.field("ok", true);
    json.field("clean", status.clean());
    json.field("database", status.database());
    json.field("server", status.server());
    json.field("tenants", status.tenants());
    json.field("upToDate", status.current());
    json.field("behind", status.behind());
    json.field("blocked", status.blocked());
    json.field("halfDone", status.half());
    json.list("versions", () -> status.levels().forEach(level -> level(json, level)));
    json.field("notThere", status.absentCount());
    json.field("nameless", status.nameless());
    json.texts("notNamed", status.unlisted());
    json.list("troubles", () -> status.troubles().forEach(trouble -> trouble(json, trouble)));
    json.list("problems", () -> status.problems().forEach(json::problem));
    json.list(
        "unreachable",
        () ->
            status
                .unreachable()
                .forEach(lost ->
                    json.object(() -> {
                      json.field("tenant", lost.tenant());
                      json.field("error", lost.problem().message());
                    })));
    OpenRun run = status.run();
    json.list(
        "run",
        () -> {
          if (run != null) {
            json.object(() -> {
              json.field("id", run.id());
              json.field("command", run.command());
              json.field("direction", run.direction());
              json.field("wave", run.wave());
              json.field("waves", run.waves());
              json.field("paused", run.paused());
              json.field("reason", run.reason());
              json.field("startedAt", run.startedAt().toString());
              json.texts("workers", run.workers());
            });
          }
        });
  }

  private static void level(JsonOutput json, Level level) {
    json.object(() -> {
      json.field("newest", level.newest() == null ? null : level.newest().text());
      json.field("label", level.label());
      json.field("applied", level.applied());
      json.field("pending", level.pending());
      json.field("tenants", level.tenants());
      json.field("failed", level.failed());
      json.field("example", level.example());
    });
  }

  private static void trouble(JsonOutput json, Trouble trouble) {
    json.object(() -> {
      json.field("tenant", trouble.name());
      json.field("work", trouble.work());
      json.field("halfDone", trouble.half());
      json.field("code", trouble.errorCode());
      json.field("error", trouble.error());
      json.field("version", trouble.version());
    });
  }
}
