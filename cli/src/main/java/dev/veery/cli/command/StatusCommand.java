package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.ProblemText;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.engine.Status;
import dev.veery.engine.Veery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery status}. */
public final class StatusCommand extends Command {

  /** More than these are counted, not listed, unless --verbose. */
  private static final int LISTED = 10;

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.flag(
            "Exit with 1 when something is pending, changed, missing or half done.", "--check"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Says at a glance where the database stands: what is applied and pending, by whom and when the"
            + " last batch was applied, and what is odd: changed or missing files, several heads, an"
            + " interrupted run.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery status", "at a glance"),
        new Example("veery status --check --quiet", "for a deployment script"));
  }

  @Override
  public boolean isStartedOften() {
    return true;
  }

  @Override
  public int run(Call call) {
    Status status;
    try (Veery veery = Veery.open(call.config())) {
      try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
        line.show(() -> "connecting to " + call.config().database(), Duration.ofMillis(300));
        status = veery.status();
      }
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json(json, status);
      }
    } else if (!call.quiet()) {
      print(call, status);
    }
    boolean found = !status.clean() || status.heads().size() > 1;
    return found && call.arguments().has("--check") ? ExitCode.FOUND : ExitCode.OK;
  }

  private static void print(Call call, Status status) {
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    Table table = new Table();
    table.row(
        "database",
        paint.bold(status.database())
            + paint.dim("  PostgreSQL " + status.server())
            + (status.environment().isEmpty() ? "" : "  " + paint.yellow(status.environment())));
    table.row(
        "applied",
        status.applied().isEmpty()
            ? paint.dim(status.journalExists() ? "none" : "none; Veery has not been here yet")
            : paint.green(Integer.toString(status.applied().size()))
                + paint.dim("  the newest is ")
                + status.applied().getLast().label());
    Status.Batch batch = status.lastBatch();
    if (batch != null) {
      table.row(
          "last batch",
          batch.number()
              + paint.dim(
                  "  "
                      + Words.count(batch.migrations(), "migration")
                      + " by "
                      + batch.by()
                      + ", "
                      + Words.ago(batch.at(), Instant.now())
                      + " ("
                      + Words.time(batch.at())
                      + ")"));
    }
    int pending = status.pending().size() + status.pendingRepeatables().size();
    table.row(
        "pending", pending == 0 ? paint.green("none") : paint.yellow(Integer.toString(pending)));
    List<String> heads = new ArrayList<>();
    status.heads().forEach(head -> heads.add(head.label()));
    if (heads.size() == 1) {
      table.row("head", heads.getFirst());
    } else if (heads.size() > 1) {
      table.row(
          "heads",
          paint.red(heads.size() + ": " + String.join(", ", heads))
              + paint.dim("  veery merge joins them"));
    }
    ChangeRows.add(terminal, table, status.changes());
    odd(terminal, table, status);
    table.lines().forEach(terminal.out()::println);
    pending(call, status);
    terminal.out().flush();
    ProblemText problems = call.problems();
    status.warnings().forEach(problems::showWarning);
  }

  private static void odd(Terminal terminal, Table table, Status status) {
    Paint paint = terminal.paint();
    if (!status.changed().isEmpty()) {
      table.row(
          "changed",
          paint.red(labels(status.changed())) + paint.dim("  the file is not what was applied"));
    }
    if (!status.missing().isEmpty()) {
      table.row(
          "missing",
          paint.red(labels(status.missing())) + paint.dim("  applied, and the file is gone"));
    }
    AppliedMigration interrupted = status.interrupted();
    if (interrupted != null) {
      table.row(
          "interrupted",
          paint.yellow(interrupted.label())
              + paint.dim("  half done; the next veery up goes on there"));
    }
  }

  private static String labels(List<AppliedMigration> migrations) {
    List<String> names = new ArrayList<>();
    for (AppliedMigration migration : migrations) {
      names.add(migration.label());
    }
    return names.size() <= LISTED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, LISTED)) + " and " + (names.size() - LISTED) + " more";
  }

  private static void pending(Call call, Status status) {
    Paint paint = call.terminal().paint();
    if (status.pending().isEmpty() && status.pendingRepeatables().isEmpty()) {
      return;
    }
    call.terminal().out().println();
    Table table = new Table();
    int shown = 0;
    for (Migration migration : status.pending()) {
      if (shown++ == LISTED && !call.verbose()) {
        table.row(
            "",
            paint.dim("and " + (status.pending().size() - LISTED) + " more; --verbose lists them"));
        break;
      }
      String what =
          migration.header().title().isEmpty()
              ? migration.header().description()
              : migration.header().title();
      table.row(paint.yellow(call.terminal().symbol("○", "-")), migration.label(), paint.dim(what));
    }
    for (String name : status.pendingRepeatables()) {
      table.row(paint.yellow(call.terminal().symbol("↻", "~")), name, paint.dim("repeatable"));
    }
    table.lines().forEach(call.terminal().out()::println);
  }

  private static void json(JsonOutput json, Status status) {
    json.field("ok", true);
    json.field("clean", status.clean() && status.heads().size() <= 1);
    json.field("environment", status.environment());
    json.field("database", status.database());
    json.field("server", status.server());
    json.field("layout", status.layout());
    json.field("journalExists", status.journalExists());
    json.list("applied", () -> status.applied().forEach(a -> MigrationJson.applied(json, a)));
    json.list("pending", () -> status.pending().forEach(p -> MigrationJson.file(json, p)));
    json.texts("pendingRepeatables", status.pendingRepeatables());
    json.list("heads", () -> status.heads().forEach(h -> MigrationJson.file(json, h)));
    json.list("changed", () -> status.changed().forEach(a -> MigrationJson.applied(json, a)));
    json.list("missing", () -> status.missing().forEach(a -> MigrationJson.applied(json, a)));
    AppliedMigration interrupted = status.interrupted();
    json.list(
        "interrupted",
        () -> {
          if (interrupted != null) {
            MigrationJson.applied(json, interrupted);
          }
        });
    Status.Batch batch = status.lastBatch();
    if (batch == null) {
      json.field("lastBatch", (String) null);
    } else {
      json.object(
          "lastBatch",
          () -> {
            json.field("number", batch.number());
            json.field("migrations", batch.migrations());
            json.field("at", batch.at().toString());
            json.field("by", batch.by());
          });
    }
    json.list("changes", () -> status.changes().forEach(c -> ChangeRows.json(json, c)));
    json.list("warnings", () -> status.warnings().forEach(json::problem));
  }
}
