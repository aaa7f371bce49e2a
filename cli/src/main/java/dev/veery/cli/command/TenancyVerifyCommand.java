package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.lint.FailOn;
import dev.veery.cli.tenancy.TenancyJson;
import dev.veery.cli.tenancy.TenancyText;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.lint.Severity;
import dev.veery.core.tenancy.TenancyReport;
import dev.veery.engine.TenancyCheck;
import dev.veery.engine.Veery;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery tenancy verify}. */
public final class TenancyVerifyCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.flag("Only read the schema and the rows; do not attack a copy.", "--no-attack"));
    spec.addOption(Options.flag("Do not look at the rows of the database.", "--no-data"));
    spec.addOption(
        Options.flag("Leave the matrix of the attack out of what is printed.", "--no-matrix"));
    spec.addOption(
        Options.text(
            "SEVERITY",
            "Exit with 1 from this severity on: error, warning, note or never.",
            "--fail-on"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Says whether tenants that share tables are kept apart. Reads the schema; attacks a scratch"
            + " database with the same schema and made-up tenants, as each role of the application, with"
            + " every command on every table, view and function; and looks at the rows of the database,"
            + " which is only read.",
        "[tenancy] in veery.toml says how tenants are told apart; what is known and wanted is named in its"
            + " accept. The same check stands before and behind every run on production, in veery rehearse"
            + " and in veery test.",
        "Exits with 1 when there is an error among the findings, or what --fail-on says.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery tenancy verify", "the schema, an attack, and the rows"),
        new Example(
            "veery tenancy verify --no-attack --env production", "without a scratch server"),
        new Example("veery tenancy verify --fail-on warning --json", "in a pipeline"));
  }

  @Override
  public int run(Call call) {
    Severity failOn = failOn(call);
    TenancyReport report;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      TenancyCheck check = veery.tenancy();
      line.show(() -> "trying to get from one tenant to another", Duration.ofMillis(300));
      report =
          check.verify(
              new TenancyCheck.Options(
                  !call.arguments().has("--no-attack"), !call.arguments().has("--no-data")));
    }
    boolean failed = failOn != null && report.reaches(failOn);
    if (call.json()) {
      TenancyJson.write(call, report, failed);
    } else {
      new TenancyText(call).write(report, !call.arguments().has("--no-matrix"));
    }
    return failed ? ExitCode.FOUND : ExitCode.OK;
  }

  private static @Nullable Severity failOn(Call call) {
    String word = call.arguments().text("--fail-on");
    return word == null ? Severity.ERROR : FailOn.read(word).orElse(null);
  }
}
