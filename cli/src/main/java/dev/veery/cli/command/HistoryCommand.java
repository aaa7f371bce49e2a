package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.engine.Veery;
import dev.veery.postgres.journal.RunLog;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery history}. */
public final class HistoryCommand extends Command {

  private static final int DEFAULT_LIMIT = 20;

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.number("N", "The newest N runs; 20 by default.", "--limit", "-n"));
    spec.addOption(
        Options.flag("Draw the graph of the migrations instead, as veery graph.", "--graph"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Shows what was done to the database, newest first: each run with its command, who ran it, from"
            + " where and with which build, how it ended, and every migration it applied or took back.",
        "The migrations themselves, with what is applied of them, are drawn by veery graph.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery history", "the newest runs"),
        new Example("veery history --limit 100 --json", "for a report"));
  }

  @Override
  public boolean isStartedOften() {
    return true;
  }

  @Override
  public int run(Call call) {
    if (call.arguments().has("--graph")) {
      return new GraphCommand().run(call);
    }
    int limit =
        call.arguments().isGiven("--limit")
            ? ChangeOptions.positive(call.arguments(), "--limit")
            : DEFAULT_LIMIT;
    List<RunLog.Run> runs;
    try (Veery veery = Veery.open(call.config())) {
      runs = veery.runs(limit);
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("runs", () -> runs.forEach(run -> json(json, run)));
      }
    } else if (runs.isEmpty()) {
      call.say(call.terminal().paint().dim("nothing was done here yet"));
    } else {
      runs.forEach(run -> print(call, run));
    }
    return ExitCode.OK;
  }

  private static void print(Call call, RunLog.Run run) {
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    String mark =
        switch (run.outcome()) {
          case "succeeded" -> terminal.tick();
          case "running" -> paint.yellow(terminal.symbol("…", "..."));
          default -> terminal.cross();
        };
    String took =
        run.finishedAt() == null
            ? ""
            : ", " + Words.duration(Duration.between(run.startedAt(), run.finishedAt()));
    call.say(
        mark
            + " "
            + Words.time(run.startedAt())
            + "  "
            + paint.bold("veery " + run.command())
            + (run.batch() == null ? "" : paint.dim("  batch " + run.batch())));
    call.say(
        paint.dim(
            "  "
                + run.osUser()
                + "@"
                + run.host()
                + " as "
                + run.dbUser()
                + (run.environment().isEmpty() ? "" : ", environment " + run.environment())
                + ", veery "
                + run.build()
                + ", "
                + run.outcome()
                + took));
    Table table = new Table();
    for (RunLog.Entry entry : run.entries()) {
      // The version of a repeatable one is its name already.
      boolean named = !entry.name().isEmpty() && !entry.version().equals("R:" + entry.name());
      String label = named ? entry.version() + "_" + entry.name() : entry.version();
      Long millis = entry.durationMillis();
      table.row(
          action(terminal, entry.action()),
          label,
          paint.dim(millis == null ? "" : Words.duration(Duration.ofMillis(millis))));
    }
    table.lines().forEach(line -> call.say("  " + line));
    if (!run.error().isEmpty()) {
      call.say("    " + paint.red(run.error().strip().lines().findFirst().orElse("")));
    }
  }

  private static String action(Terminal terminal, String action) {
    Paint paint = terminal.paint();
    return switch (action.toLowerCase(Locale.ROOT)) {
      case "up" -> paint.green(terminal.symbol("↑", "up"));
      case "down" -> paint.yellow(terminal.symbol("↓", "down"));
      default -> paint.cyan(action);
    };
  }

  private static void json(JsonOutput json, RunLog.Run run) {
    json.object(() -> {
      json.field("id", run.id());
      json.field("batch", run.batch());
      json.field("command", run.command());
      json.field("environment", run.environment());
      json.field("startedAt", run.startedAt().toString());
      json.field("finishedAt", run.finishedAt() == null ? null : run.finishedAt().toString());
      json.field("outcome", run.outcome());
      json.field("osUser", run.osUser());
      json.field("host", run.host());
      json.field("dbUser", run.dbUser());
      json.field("build", run.build());
      json.field("error", run.error());
      json.list(
          "entries",
          () -> {
            for (RunLog.Entry entry : run.entries()) {
              json.object(() -> {
                json.field("version", entry.version());
                json.field("name", entry.name());
                json.field("action", entry.action());
                json.field("at", entry.at().toString());
                Long millis = entry.durationMillis();
                if (millis == null) {
                  json.field("durationMillis", (Integer) null);
                } else {
                  json.field("durationMillis", millis.longValue());
                }
              });
            }
          });
    });
  }
}
