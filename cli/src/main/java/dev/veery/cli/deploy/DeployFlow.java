package dev.veery.cli.deploy;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.check.DoctorRequest;
import dev.veery.cli.deploy.Checklist.Stopped;
import dev.veery.cli.rehearse.RehearsalFile;
import dev.veery.cli.rehearse.RehearseFormat;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.run.FailureView;
import dev.veery.cli.run.PlanView;
import dev.veery.cli.run.RunFlow;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.lint.Severity;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.core.verify.Need.Relation;
import dev.veery.core.verify.PlanNeeds;
import dev.veery.engine.Checking;
import dev.veery.engine.Deployments;
import dev.veery.engine.Doctor;
import dev.veery.engine.Planning;
import dev.veery.engine.RehearsalOptions;
import dev.veery.engine.RehearsalReport;
import dev.veery.engine.RehearseSettings;
import dev.veery.engine.Veery;
import dev.veery.engine.Verification;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.health.Health;
import dev.veery.engine.health.HealthSettings;
import dev.veery.engine.health.Measured;
import dev.veery.postgres.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole runbook: doctor, confirmation, rehearsal, run, verification, export. Stops at the first
 * step that fails, with the state that the database is in and what to do next. Every step may be
 * done again; so may the whole.
 */
public final class DeployFlow {

  private static final Target.Up TARGET = new Target.Up.Latest();

  private final Call call;
  private final Veery veery;
  private final Checklist list;
  private final Map<String, String> settings;
  private @Nullable RehearsedPlan rehearsed;
  private boolean exact;
  private @Nullable Measured before;

  public DeployFlow(Call call, Veery veery) {
    this.call = call;
    this.veery = veery;
    this.list = new Checklist(call);
    this.settings = call.config().values().table(ConfigKey.DEPLOY);
  }

  /**
   * Deploys.
   *
   * @return the exit code
   */
  public int run() {
    checkSettings();
    HealthSettings health = HealthSettings.read(call.config());
    try {
      list.step("asking the doctor", this::doctor);
    } catch (Stopped e) {
      return over("failed", e, "nothing has been changed; mend it and run the same command again");
    }
    Planning planning = veery.plan(TARGET, PlanRequest.Options.DEFAULT);
    if (!(planning.result() instanceof Plan.Result.Ready ready)) {
      return upToDate(planning, health);
    }
    Confirmation.ask(call, () -> PlanView.print(call.terminal(), ready.plan()));
    list.add(plan(ready.plan()));
    Deployments.Begun begun =
        Deployments.begin(
            veery,
            planning,
            call.arguments().has("--resume"),
            System.getProperty("user.name", "?") + "@" + host());
    return deploy(planning, ready.plan(), health, begun);
  }

  private int deploy(Planning planning, Plan plan, HealthSettings health, Deployments.Begun begun) {
    Deployments deployment = begun.deployment();
    try {
      try {
        rehearse(planning, begun);
        deployment.did("rehearse");
        if (!health.probes().isEmpty()) {
          list.step("asking the probes", () -> health(health, "health before"));
        }
      } catch (Stopped e) {
        deployment.end("failed", e.line().what());
        return over("failed", e, "nothing has been changed; mend it, then veery deploy --resume");
      }
      RunResult result = runIt(planning);
      if (result instanceof RunResult.Failed failed) {
        return runFailed(deployment, failed);
      }
      deployment.did("run");
      Integer batch = result instanceof RunResult.Succeeded done ? done.batch() : null;
      try {
        prove(plan, health);
      } catch (Stopped e) {
        return takeBack(deployment, e, batch);
      }
      deployment.end("succeeded", "");
      return succeeded("deployed");
    } catch (VeeryException e) {
      deployment.end("failed", String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private CheckLine doctor() {
    CheckReport report = new Doctor(veery, DoctorRequest.of(call, TARGET)).run();
    CheckLine line =
        Checklist.of("doctor", "doctor", report, report.lines().size() + " lines looked at");
    if (!report.passed()) {
      throw new Stopped(line, ExitCode.FOUND);
    }
    return line;
  }

  private static CheckLine plan(Plan plan) {
    return CheckLine.tick(
            "plan",
            "plan",
            Words.count(plan.migrations().size(), "migration")
                + ", "
                + Words.count(plan.steps(), "statement"))
        .fact("migrations", plan.migrations().size());
  }

  /** There is nothing to run; what was run before is looked at all the same. */
  private int upToDate(Planning planning, HealthSettings health) {
    if (planning.result() instanceof Plan.Result.Blocked blocked) {
      throw new VeeryException(blocked.problems());
    }
    list.add(CheckLine.tick("plan", "plan", "nothing is pending"));
    try {
      list.step("verifying", this::verify);
      if (!health.probes().isEmpty()) {
        list.step("asking the probes", () -> health(health, "health"));
      }
    } catch (Stopped e) {
      return over("failed", e, "nothing was pending, and nothing has been changed");
    }
    return succeeded("nothing to deploy");
  }

  private void rehearse(Planning planning, Deployments.Begun begun) {
    RehearsedPlan given = RehearsalFile.given(call);
    if (given != null) {
      rehearsed = given;
      list.add(CheckLine.tick("rehearse", "rehearsal", "as in " + given.file()));
      return;
    }
    if (begun.done().contains("run")) {
      list.add(
          CheckLine.tick(
              "rehearse", "rehearsal", "an earlier attempt at this deployment has done it"));
      return;
    }
    list.step("rehearsing on a throwaway server", () -> rehearseNow(planning));
  }

  private CheckLine rehearseNow(Planning planning) {
    RehearsalReport report =
        veery.rehearse(
            planning,
            new RehearsalOptions(
                TARGET,
                PlanRequest.Options.DEFAULT,
                RehearseSettings.read(call.config(), Map.of()),
                RehearsalOptions.NOBODY));
    Problem failure = report.failure();
    if (failure != null) {
      throw new Stopped(
          CheckLine.stop("rehearse", "rehearsal", failure.message(), failure.remedy()),
          ExitCode.FOUND);
    }
    if (report.reaches(Severity.ERROR) && !call.arguments().has("--accept-findings")) {
      List<String> errors =
          report.findings().stream()
              .filter(f -> f.severity() == Severity.ERROR)
              .map(f -> f.code() + ": " + f.message())
              .toList();
      throw new Stopped(
          CheckLine.stop(
                  "rehearse",
                  "rehearsal",
                  errors.size() + (errors.size() == 1 ? " error" : " errors") + " found",
                  "see veery rehearse; or go on all the same with --accept-findings")
              .details(errors),
          ExitCode.FOUND);
    }
    exact =
        report.migrations().stream()
            .allMatch(m ->
                m.wayBack() != null && m.wayBack().verdict() instanceof RoundTrip.Verdict.Exact);
    rehearsed = asPlan(report);
    return CheckLine.tick(
            "rehearse",
            "rehearsal",
            Words.count(report.migrations().size(), "migration")
                + ", the way back is "
                + (exact ? "exact" : "not proven exact"))
        .fact("exact", exact);
  }

  /** As it would be read from the file of {@code veery rehearse --json}. */
  private @Nullable RehearsedPlan asPlan(RehearsalReport report) {
    try {
      Path file = Files.createTempFile("veery-rehearsal", ".json");
      try {
        Files.writeString(file, RehearseFormat.of(null, true).write(call, report, false));
        return RehearsalFile.read("the rehearsal", file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "the rehearsal cannot be kept: " + e.getMessage(), ""),
          e);
    }
  }

  private CheckLine health(HealthSettings health, String name) {
    try {
      Health probes = veery.health(health);
      CheckReport report = probes.run(before);
      if (before == null) {
        before = probes.measured();
      }
      CheckLine line =
          Checklist.of(
              "health", name, report, Words.count(health.probes().size(), "probe") + " well");
      if (!report.passed()) {
        throw new Stopped(line, ExitCode.FOUND);
      }
      return line;
    } catch (SQLException e) {
      throw new VeeryException(
          new Problem(ErrorCode.CONNECTION_LOST, "the connection is lost: " + e.getMessage(), ""),
          e);
    }
  }

  private RunResult runIt(Planning planning) {
    RunResult result =
        new RunFlow(call, veery)
            .heldTo(rehearsed)
            .runOnly(planning, "deploy" + call.arguments().typed());
    if (!(result instanceof RunResult.Failed)) {
      list.add(
          CheckLine.tick(
                  "run",
                  "run",
                  Words.count(result.done().size(), "migration")
                      + " in "
                      + Words.duration(result.duration()))
              .fact("millis", result.duration().toMillis()));
    }
    return result;
  }

  private int runFailed(Deployments deployment, RunResult.Failed failed) {
    Problem problem = failed.failure().problem();
    deployment.end("failed", problem.message());
    if (!call.json()) {
      call.terminal().out().flush();
      FailureView.show(call, call.problems(), failed);
    }
    ErrorCode code = problem.code();
    int exit = code == ErrorCode.INTERRUPTED ? ExitCode.INTERRUPTED : code.category().exitCode();
    String back =
        failed.done().isEmpty()
            ? "veery deploy --resume goes on where it stopped"
            : "veery deploy --resume goes on where it stopped; veery rollback takes back what is applied of it";
    return over(
        "failed",
        new Stopped(CheckLine.stop("run", "run", problem.message(), problem.remedy()), exit),
        back,
        true);
  }

  /** Everything that can be asked afterwards. */
  private void prove(Plan plan, HealthSettings health) {
    list.step("verifying", this::verify);
    if (!settings.getOrDefault("check", "on").equals("off")) {
      List<String> tables = PlanNeeds.of(plan).tables().stream().map(Relation::toString).toList();
      if (!tables.isEmpty()) {
        list.step("reading the rows of " + String.join(", ", tables), () -> check(tables));
      }
    }
    if (!health.probes().isEmpty()) {
      list.step("asking the probes", () -> health(health, "health after"));
    }
    String file = settings.get("schema-file");
    if (file != null) {
      list.step("exporting the schema", () -> export(file));
    }
  }

  private CheckLine verify() {
    CheckReport report = Verification.run(veery, false);
    CheckLine line =
        Checklist.of("verify", "verify", report, "what the migrations say of themselves holds");
    if (!report.passed()) {
      throw new Stopped(line, ExitCode.FOUND);
    }
    return line;
  }

  private CheckLine check(List<String> tables) {
    CheckReport report = Checking.run(veery, true, tables, Duration.ZERO);
    CheckLine line =
        Checklist.of(
            "check",
            "check",
            report,
            "the rows of " + Words.count(tables.size(), "table") + " keep their constraints");
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

  /** What is applied does not prove well: back, where that is known to be exact and is wished. */
  private int takeBack(Deployments deployment, Stopped why, @Nullable Integer batch) {
    boolean wished = settings.getOrDefault("on-failure", "stop").equals("rollback");
    if (!wished || !exact || batch == null) {
      deployment.end("failed", why.line().what());
      String reason =
          !wished
              ? ""
              : exact ? "" : " (not done by itself: the rehearsal has not proven it exact)";
      return over(
          "failed",
          why,
          "the migrations are applied and stay; to take them back: veery rollback"
              + (batch == null ? "" : " --batch " + batch)
              + reason);
    }
    Planning back = veery.plan(new Target.Down.Batch(batch), PlanRequest.Options.DEFAULT);
    if (!(back.result() instanceof Plan.Result.Ready)) {
      deployment.end("failed", why.line().what());
      return over(
          "failed", why, "the migrations are applied and cannot be taken back; see veery rollback");
    }
    RunResult result =
        new RunFlow(call, veery).runOnly(back, "deploy (rollback of batch " + batch + ")");
    if (result instanceof RunResult.Failed failed) {
      return runFailed(deployment, failed);
    }
    list.add(
        CheckLine.warning(
            "rollback",
            "rollback",
            Words.count(result.done().size(), "migration")
                + " taken back; the database is as before",
            "mend what is in the way, then deploy again"));
    deployment.end("rolled back", why.line().what());
    return over("rolled back", why, "the database is as it was before");
  }

  private int succeeded(String how) {
    if (call.json()) {
      list.json("succeeded", "");
    } else {
      call.say(call.terminal().tick() + " " + how);
    }
    return ExitCode.OK;
  }

  private int over(String state, Stopped why, String next) {
    return over(state, why, next, false);
  }

  /**
   * @param add whether the line has not been shown
   */
  private int over(String state, Stopped why, String next, boolean add) {
    if (add) {
      list.add(why.line());
    }
    if (call.json()) {
      list.json(state, next);
    } else {
      call.say(
          call.terminal().cross()
              + " "
              + state
              + " at "
              + why.line().name()
              + ": "
              + call.secrets().mask(next));
    }
    return why.exitCode();
  }

  private void checkSettings() {
    settings.forEach((key, value) -> {
      boolean known =
          switch (key) {
            case "on-failure" -> value.equals("rollback") || value.equals("stop");
            case "check" -> value.equals("on") || value.equals("off");
            case "schema-file" -> !value.isBlank();
            default -> false;
          };
      if (!known) {
        throw new VeeryException(
            new Problem(
                ErrorCode.CONFIG_MALFORMED,
                "deploy." + key + " = \"" + value + "\" is not understood",
                "on-failure = \"rollback\" or \"stop\", check = \"on\" or \"off\", schema-file = \"schema.sql\""));
      }
    });
  }

  private static String host() {
    try {
      return java.net.InetAddress.getLocalHost().getHostName();
    } catch (java.net.UnknownHostException e) {
      return "?";
    }
  }
}
