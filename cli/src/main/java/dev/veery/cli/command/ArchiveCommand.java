package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.Archive;
import dev.veery.engine.Veery;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery archive}. */
public final class ArchiveCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter("TABLE", "1..*", "The tables, those that refer to others first."));
    spec.addOption(
        Options.text(
            "TIME",
            "Move rows that were marked before this point in time, such as 2026-01-01; required.",
            "--before"));
    spec.addOption(
        Options.text("NAME", "The archive, where it is not TABLE_archive; for one table.", "--to"));
    spec.addOption(Options.number("N", "Rows in one transaction (1000).", "--batch"));
    spec.addOption(Options.flag("Bring rows back from the archive.", "--restore"));
    spec.addOption(Options.flag("Only count what would be moved.", "--dry-run"));
    spec.addOption(Options.flag("Do not ask, also in a production environment.", "--yes", "-y"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Moves rows that are marked as deleted, by the column of [soft-delete] in veery.toml, from their"
            + " table to an archive with the same columns, which is made when it is not there. Each batch"
            + " is one transaction that compares what left with what came, so a row is always in exactly"
            + " one of the two; a run that was killed is gone on with by the same command.",
        "The archive may be a partition of the table itself, which takes rows by one value of a column, such"
            + " as LIST (archived) for true: then rows get that value, and the server moves them.",
        "--restore brings them back. Rows that others still refer to stay, and say so.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery archive orders --before 2026-01-01 --dry-run", "how many are there?"),
        new Example("veery archive order_lines orders --before yesterday", "children first"),
        new Example("veery archive orders --before 2026-01-01 --restore", "back again"));
  }

  @Override
  public int run(Call call) {
    String before = call.arguments().text("--before");
    String to = call.arguments().text("--to");
    List<String> tables = call.arguments().parameters();
    int batch = Objects.requireNonNullElse(call.arguments().number("--batch"), 1000);
    if (before == null || batch < 1 || (to != null && tables.size() > 1)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              before == null
                  ? "--before does not say which rows"
                  : batch < 1 ? "--batch cannot be " + batch : "--to is for one table",
              before == null ? "such as --before 2026-01-01" : ""));
    }
    var request = new Archive.Request(tables, before, to, batch, call.arguments().has("--restore"));
    boolean dry = call.arguments().has("--dry-run");
    List<Archive.Moved> moved;
    try (Veery veery = Veery.open(call.config())) {
      Archive archive = veery.archive();
      List<Archive.Moved> plan = archive.plan(request);
      if (dry) {
        moved = plan;
      } else {
        Confirmation.ask(call, () -> plan.forEach(one -> call.say(line(call, request, one, true))));
        var done = new AtomicLong();
        long all = plan.stream().mapToLong(Archive.Moved::rows).sum();
        try (LiveLine live = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
          live.show(() -> "moving rows: " + done.get() + " of " + all, Duration.ofMillis(300));
          moved = archive.run(request, done::addAndGet);
        }
      }
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("dryRun", dry);
        json.field("restore", request.back());
        json.list(
            "tables",
            () ->
                moved.forEach(one ->
                    json.object(() -> {
                      json.field("table", one.table());
                      json.field("archive", one.archive());
                      json.field("rows", one.rows());
                    })));
      }
    } else {
      moved.forEach(one -> call.say(line(call, request, one, dry)));
    }
    return ExitCode.OK;
  }

  private static String line(Call call, Archive.Request request, Archive.Moved one, boolean dry) {
    String rows = Words.count(one.rows(), "row");
    String way =
        request.back()
            ? "from " + one.archive() + " back to " + one.table()
            : "from " + one.table() + " to " + one.archive();
    return dry
        ? rows + " would go " + way
        : call.terminal().tick() + " " + rows + " " + way + ", each verified equal";
  }
}
