package dev.veery.cli.deploy;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.deploy.Checklist.Stopped;
import dev.veery.cli.rehearse.RehearsalFile;
import dev.veery.cli.rehearse.RehearseFormat;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.Severity;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.core.rehearse.RehearsedSchema;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.verify.CheckLine;
import dev.veery.engine.Planning;
import dev.veery.engine.RehearsalOptions;
import dev.veery.engine.RehearsalReport;
import dev.veery.engine.RehearseSettings;
import dev.veery.engine.Veery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rehearsal of a deployment, kept on disk for an attempt that goes on behind it. */
final class RehearsalStep {

  /** What the journal calls a rehearsal whose way back is exact. */
  static final String EXACT = "rehearse=exact";

  static final String DONE = "rehearse";

  private final Call call;
  private final Veery veery;
  private @Nullable RehearsedPlan plan;
  private boolean exact;

  RehearsalStep(Call call, Veery veery) {
    this.call = call;
    this.veery = veery;
  }

  /** What the run is held to; null before the step is done. */
  @Nullable RehearsedPlan plan() {
    return plan;
  }

  /** Whether the way back of every migration is proven exact. */
  boolean exact() {
    return exact;
  }

  /** What the journal is to remember. */
  String mark() {
    return exact ? EXACT : DONE;
  }

  /**
   * @param before steps that an earlier attempt has done
   */
  CheckLine run(Planning planning, Plan pending, List<String> before) {
    RehearsedPlan given = RehearsalFile.given(call);
    if (given != null) {
      List<Problem> missing = given.missing(pending);
      if (!missing.isEmpty()) {
        throw new VeeryException(missing);
      }
      plan = given;
      return CheckLine.tick("rehearse", "rehearsal", "as in " + given.file());
    }
    RehearsedPlan kept = before.contains(DONE) || before.contains(EXACT) ? kept(pending) : null;
    if (kept != null) {
      plan = kept;
      exact = before.contains(EXACT);
      return CheckLine.tick("rehearse", "rehearsal", "as the earlier attempt has rehearsed it");
    }
    return rehearse(planning);
  }

  private CheckLine rehearse(Planning planning) {
    RehearsalReport report =
        veery.rehearse(
            planning,
            new RehearsalOptions(
                DeployFlow.TARGET,
                PlanRequest.Options.DEFAULT,
                RehearseSettings.read(call.config(), Map.of()),
                RehearsalOptions.NOBODY,
                true));
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
    plan = keep(report);
    return CheckLine.tick(
            "rehearse",
            "rehearsal",
            Words.count(report.migrations().size(), "migration")
                + ", the way back is "
                + (exact ? "exact" : "not proven exact"))
        .fact("exact", exact);
  }

  private Path file() {
    String environment = call.config().environment();
    return call.config()
        .directory()
        .resolve(
            ".veery/deploy-rehearsal" + (environment.isEmpty() ? "" : "-" + environment) + ".json");
  }

  /** As it would be read from the file of {@code veery rehearse --json}. */
  private RehearsedPlan keep(RehearsalReport report) {
    Path file = file();
    try {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, RehearseFormat.of(null, true).write(call, report, false));
      return RehearsalFile.read("the rehearsal", file);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "the rehearsal cannot be kept: " + e.getMessage(), ""),
          e);
    }
  }

  /** Of the earlier attempt; null where it is gone, or not about what is pending. */
  private @Nullable RehearsedPlan kept(Plan pending) {
    RehearsedPlan read = kept();
    return read == null || !read.missing(pending).isEmpty() ? null : read;
  }

  /** What the newest rehearsal of a deployment has made of the schema; null where nobody knows. */
  @Nullable RehearsedSchema keptSchema() {
    RehearsedPlan read = kept();
    return read == null ? null : read.schema();
  }

  private @Nullable RehearsedPlan kept() {
    Path file = file();
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return RehearsalFile.read("the rehearsal", file);
    } catch (VeeryException e) {
      // Half of it was written when the attempt was killed.
      return null;
    }
  }
}
