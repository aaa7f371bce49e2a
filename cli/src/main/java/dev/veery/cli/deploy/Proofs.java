package dev.veery.cli.deploy;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.deploy.Checklist.Stopped;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.rehearse.RehearsedSchema;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.Checking;
import dev.veery.engine.Veery;
import dev.veery.engine.Verification;
import dev.veery.engine.health.Health;
import dev.veery.engine.health.HealthSettings;
import dev.veery.engine.health.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that is asked before and after the run of a deployment. */
final class Proofs {

  private final Call call;
  private final Veery veery;
  private final Checklist list;
  private final DeploySettings settings;
  private final HealthSettings health;
  private @Nullable Measured before;
  private @Nullable Comparing comparing;

  Proofs(Call call, Veery veery, Checklist list, DeploySettings settings) {
    this.call = call;
    this.veery = veery;
    this.list = list;
    this.settings = settings;
    this.health = HealthSettings.read(call.config());
  }

  /**
   * The probes, so that what is ill already is not taken for the deployment's doing; and what the
   * database is, to be compared.
   *
   * @param tables that the migrations name
   * @param rehearsed what the schema should become; null where nobody knows
   */
  void before(List<String> tables, @Nullable RehearsedSchema rehearsed) {
    probe("health before");
    comparing = Comparing.before(veery, tables, rehearsed, settings.check());
  }

  /**
   * Everything that can be asked afterwards.
   *
   * @param tables whose rows are looked at
   */
  void after(List<String> tables) {
    list.step("verify", "verifying", this::verify);
    Comparing compared = comparing;
    if (compared != null) {
      list.step("schema", "comparing the schema", compared::schema);
    }
    if (settings.check() && !tables.isEmpty()) {
      if (compared != null && compared.hasCounted()) {
        list.step("rows", "counting rows", compared::rows);
      }
      list.step("check", "reading the rows of " + String.join(", ", tables), () -> check(tables));
    }
    probe("health after");
    String file = settings.schemaFile();
    if (file != null) {
      list.step("schema export", "exporting the schema", () -> export(file));
    }
  }

  /**
   * Everything that can be asked behind a run that another attempt has done.
   *
   * @param rehearsed what that attempt has made in its rehearsal; null where nobody knows
   */
  void later(List<String> tables, @Nullable RehearsedSchema rehearsed) {
    comparing = Comparing.behind(veery, rehearsed);
    after(tables);
  }

  /** When nothing was pending. */
  void now() {
    list.step("verify", "verifying", this::verify);
    probe("health");
  }

  private CheckLine verify() {
    CheckReport report = Verification.run(veery, false, null, null);
    CheckLine line =
        Checklist.of("verify", "verify", report, "what the migrations say of themselves holds");
    return passed(report, line);
  }

  private CheckLine check(List<String> tables) {
    CheckReport report = Checking.run(veery, true, tables, Duration.ZERO);
    CheckLine line =
        Checklist.of(
            "check",
            "check",
            report,
            "the rows of " + Words.count(tables.size(), "table") + " keep their constraints");
    return passed(report, line);
  }

  private void probe(String name) {
    if (!health.probes().isEmpty()) {
      list.step(name, "asking the probes", () -> probes(name));
    }
  }

  private CheckLine probes(String name) {
    try {
      Health probes = veery.health(health);
      CheckReport report = probes.run(before);
      if (before == null) {
        before = probes.measured();
      }
      CheckLine line =
          Checklist.of(
              "health", name, report, Words.count(health.probes().size(), "probe") + " well");
      return passed(report, line);
    } catch (SQLException e) {
      throw new VeeryException(
          new Problem(ErrorCode.CONNECTION_LOST, "the connection is lost: " + e.getMessage(), ""),
          e);
    }
  }

  private static CheckLine passed(CheckReport report, CheckLine line) {
    if (!report.passed()) {
      throw new Stopped(line, ExitCode.FOUND);
    }
    return line;
  }

  private CheckLine export(String file) {
    try {
      String sql = SchemaExport.sql(veery.catalog(), new ExportOptions(true, true, true));
      Files.writeString(call.config().directory().resolve(file), sql);
      return CheckLine.tick("schema", "schema export", file);
    } catch (IOException e) {
      // The database is as it should be: a file that is missing is no reason to take it back.
      return CheckLine.warning(
          "schema", "schema export", "cannot write " + file + ": " + e.getMessage(), "");
    }
  }
}
