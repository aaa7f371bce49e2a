package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.check.CheckAnswer;
import dev.veery.cli.rehearse.RehearsalFile;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.Veery;
import dev.veery.engine.Verification;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery verify}. */
public final class VerifyCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.flag(
            "Also compare the live schema with what the migrations make of an empty database, on a"
                + " throwaway server.",
            "--schema"));
    spec.addOption(
        Options.text(
            "FILE",
            "Also compare the live schema with what this rehearsal (of veery rehearse --json) has made.",
            "--plan"));
    spec.addOption(
        Options.text(
            "BACKUP",
            "Also compare how many rows each table has with what this backup of the whole database counted.",
            "--rows"));
    spec.addOption(Options.flag("Count warnings as stops.", "--strict"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Runs the Verify section of every applied migration, each in a transaction that is rolled back. A"
            + " statement must not fail; where its first column is a boolean, there has to be a row, and"
            + " every row has to say true.",
        "veery up runs the section of a migration by itself, before it commits, and compares what"
            + " `-- veery: preserve …` names with what it was before: what does not hold is rolled back.",
        "The exit code is 1 when something does not hold.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery verify --env production", "after a run"),
        new Example("veery verify --schema", "the schema, too"),
        new Example("veery verify --plan rehearsal.json", "is it what was rehearsed?"),
        new Example("veery verify --rows latest", "are the rows still there?"));
  }

  @Override
  public int run(Call call) {
    CheckReport report;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "verifying", Duration.ofMillis(300));
      veery.prepare();
      String rows = call.arguments().text("--rows");
      report =
          Verification.run(
              veery,
              call.arguments().has("--schema"),
              RehearsalFile.given(call),
              rows == null ? null : veery.backups().find(rows, call.directory()));
    }
    return CheckAnswer.give(call, report);
  }
}
