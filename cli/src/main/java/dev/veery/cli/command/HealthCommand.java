package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.check.CheckAnswer;
import dev.veery.cli.check.MeasuredFile;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.Veery;
import dev.veery.engine.health.HealthSettings;
import dev.veery.engine.health.Measured;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery health}. */
public final class HealthCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text("FILE", "Write how fast the queries were to FILE, for --before.", "--save"));
    spec.addOption(
        Options.text(
            "FILE", "Compare how fast the queries are with what --save wrote.", "--before"));
    spec.addOption(Options.flag("Count warnings as stops.", "--strict"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Asks the probes that [health] of veery.toml names: SQL with an expected result, HTTP with a status"
            + " and a text in the answer, each with a timeout and retries; and queries that must not become"
            + " slower: their p95 is measured here, or told by pg_stat_statements.",
        "Changes nothing: queries run in read-only transactions. The exit code is 1 when a probe fails.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery health --env production --save before.json", "before a run"),
        new Example("veery health --env production --before before.json", "after it"));
  }

  @Override
  public int run(Call call) throws Exception {
    HealthSettings settings = HealthSettings.read(call.config());
    String before = call.arguments().text("--before");
    Measured then = before == null ? null : MeasuredFile.read(call, before);
    CheckReport report;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "asking", Duration.ofMillis(300));
      var health = veery.health(settings);
      report = health.run(then);
      save(call, health.measured());
    }
    if (report.lines().isEmpty()) {
      report =
          CheckReport.of(
              List.of(
                  CheckLine.skipped(
                      "health", "probes", "none is configured: write [health] into veery.toml")));
    }
    return CheckAnswer.give(call, report);
  }

  private static void save(Call call, Measured measured) throws IOException {
    String file = call.arguments().text("--save");
    if (file != null) {
      MeasuredFile.write(call, file, measured);
    }
  }
}
