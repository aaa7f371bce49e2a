package dev.veery.cli.lint;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintReport.MigrationReport;
import java.io.PrintStream;
import java.util.Locale;

/** One document for programs; its shape is in {@code docs/cli/json.md}. */
public final class LintJson {

  private LintJson() {}

  static void write(Call call, PrintStream out, LintReport report, boolean failed) {
    try (JsonOutput json = new JsonOutput(out, call.secrets())) {
      json.field("ok", !failed && report.problems().isEmpty());
      json.list("migrations", () -> report.migrations().forEach(m -> migration(json, m)));
      json.list("problems", () -> report.problems().forEach(json::problem));
    }
  }

  private static void migration(JsonOutput json, MigrationReport migration) {
    json.object(() -> {
      json.field("migration", migration.label());
      json.field("path", migration.path());
      RiskView.json(json, migration);
      json.list("findings", () -> migration.findings().forEach(f -> finding(json, f)));
    });
  }

  /** One finding, as an element of a list. */
  public static void finding(JsonOutput json, Finding finding) {
    json.object(() -> {
      json.field("code", finding.code());
      json.field("severity", finding.severity().word());
      json.field("down", finding.down());
      json.position("position", finding.position());
      json.position("end", finding.end());
      json.field("message", finding.message());
      json.field("effect", finding.effect());
      json.field("remedy", finding.remedy().sql());
      json.field("place", finding.remedy().place().name().toLowerCase(Locale.ROOT));
      json.field("severalSteps", finding.severalSteps());
      json.field(
          "accepted",
          switch (finding.pardon()) {
            case null -> null;
            case Finding.Pardon.Allowed allowed -> allowed.reason();
            case Finding.Pardon.Baseline() -> "baseline";
          });
      json.field("fingerprint", finding.fingerprint());
    });
  }
}
