package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.check.CheckAnswer;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.Checking;
import dev.veery.engine.Veery;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery check}. */
public final class CheckCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.texts("NAME", "Only the rows of this table; may be given again.", "--table"));
    spec.addOption(Options.flag("Look at the catalog only, and read no rows.", "--catalog"));
    spec.addOption(
        Options.text(
            "TIME", "How long reading one table may take; no limit by default.", "--limit"));
    spec.addOption(Options.flag("Count warnings as stops.", "--strict"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Looks whether the rows keep what the schema promises: rows without the row that a foreign key"
            + " refers to, rows that break a check (also of a constraint that is not validated yet), values"
            + " that are there more than once where an invalid index or a pending migration is to make them"
            + " unique, sequences behind their columns. Each finding has up to three example rows: the place"
            + " of the row and the columns that matter.",
        "And the schema itself: invalid indexes, foreign keys without an index, triggers that are disabled.",
        "Reads whole tables, each in a transaction of its own; --catalog reads none. The exit code is 1"
            + " when rows break a promise, with --strict also for a warning.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery check", "everything"),
        new Example("veery check --table orders --limit 5min", "one table"),
        new Example("veery check --catalog --json", "what the catalog alone says"));
  }

  @Override
  public int run(Call call) {
    Duration limit = CheckAnswer.duration(call, "--limit", Duration.ZERO);
    CheckReport report;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "reading rows", Duration.ofMillis(300));
      report =
          Checking.run(
              veery, !call.arguments().has("--catalog"), call.arguments().texts("--table"), limit);
    }
    return CheckAnswer.give(call, report);
  }
}
