package dev.veery.engine.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.engine.config.Secrets;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session.Notice;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * A log of JSON lines, each with the run and, where it is about one, the migration and its steps. A
 * disk that is full is no reason to stop: it is said once, and what would follow is left out.
 */
final class JsonLog implements RunListener, AutoCloseable {

  private final BufferedWriter out;
  private final Observers.About about;
  private final Secrets secrets;
  private final Consumer<Problem> warned;
  private final Path file;
  private boolean lost;
  private volatile long run;

  /**
   * @param warned hears once when the file cannot be written any more
   * @throws IOException when it cannot be opened
   */
  JsonLog(Path file, Observers.About about, Secrets secrets, Consumer<Problem> warned)
      throws IOException {
    this.file = file;
    this.warned = warned;
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.about = about;
    this.secrets = secrets;
  }

  private synchronized void write(String level, String event, JsonLine.Fields fields) {
    String line =
        JsonLine.of(json -> {
          json.writeStringField("at", Instant.now().toString());
          json.writeStringField("level", level);
          json.writeStringField("event", event);
          json.writeNumberField("run", run);
          fields.write(json);
        });
    if (lost) {
      return;
    }
    try {
      out.write(line);
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      lost = true;
      warned.accept(unwritable(file, e));
    }
  }

  static Problem unwritable(Path file, IOException e) {
    return new Problem(
        ErrorCode.NOTIFY_FAILED,
        "the log file " + file + " cannot be written: " + e.getMessage(),
        "make room or choose another log-file; the run goes on without it");
  }

  @Override
  public void runOpened(long runId) {
    run = runId;
  }

  @Override
  public void runStarted(Plan plan) {
    write(
        "info",
        "run-started",
        json -> {
          json.writeStringField("command", secrets.mask(about.command()));
          json.writeStringField("environment", about.environment());
          json.writeStringField("database", about.database());
          json.writeStringField("actor", about.actor());
          json.writeStringField("build", about.build());
          json.writeNumberField("migrations", plan.migrations().size());
        });
  }

  @Override
  public void migrationStarted(PlannedMigration migration) {
    write(
        "info", "migration-started", json -> json.writeStringField("migration", migration.label()));
  }

  @Override
  public void stepsFinished(PlannedMigration migration, List<Step> steps, Duration duration) {
    write(
        "info",
        "steps-finished",
        json -> {
          json.writeStringField("migration", migration.label());
          json.writeArrayFieldStart("steps");
          for (Step step : steps) {
            json.writeNumber(step.ordinal());
          }
          json.writeEndArray();
          json.writeNumberField("durationMillis", duration.toMillis());
        });
  }

  @Override
  public void stepRecovered(PlannedMigration migration, Step step, String what) {
    write(
        "warning",
        "step-recovered",
        json -> {
          json.writeStringField("migration", migration.label());
          json.writeNumberField("step", step.ordinal());
          json.writeStringField("message", secrets.mask(what));
        });
  }

  @Override
  public void notice(PlannedMigration migration, Notice notice) {
    write(
        "info",
        "notice",
        json -> {
          json.writeStringField("migration", migration.label());
          json.writeStringField("severity", notice.severity());
          json.writeStringField("message", secrets.mask(notice.message()));
        });
  }

  @Override
  public void lockNotFree(PlannedMigration migration, Step step, LockWait wait) {
    write(
        "warning",
        "lock-not-free",
        json -> {
          json.writeStringField("migration", migration.label());
          json.writeNumberField("step", step.ordinal());
          json.writeNumberField("tries", wait.tries());
          json.writeStringField("waitedFor", secrets.mask(wait.waitedFor()));
        });
  }

  @Override
  public void migrationFinished(PlannedMigration migration, Duration duration) {
    write(
        "info",
        "migration-finished",
        json -> {
          json.writeStringField("migration", migration.label());
          json.writeNumberField("durationMillis", duration.toMillis());
        });
  }

  @Override
  public void kept(String backup, int tables, long rows, Duration duration) {
    write("info", "kept", json -> json.writeStringField("backup", backup));
  }

  @Override
  public void warning(Problem problem) {
    write("warning", "warning", json -> problem(json, problem));
  }

  @Override
  public void runFinished(RunResult result) {
    boolean isFailure = result instanceof RunResult.Failed;
    write(
        isFailure ? "error" : "info",
        "run-finished",
        json -> {
          json.writeBooleanField("ok", !isFailure);
          json.writeNumberField("done", result.done().size());
          json.writeNumberField("durationMillis", result.duration().toMillis());
          if (result instanceof RunResult.Failed failed) {
            failure(json, failed.failure());
          }
        });
  }

  private void failure(com.fasterxml.jackson.core.JsonGenerator json, RunResult.Failure failure)
      throws IOException {
    PlannedMigration migration = failure.migration();
    if (migration != null) {
      json.writeStringField("migration", migration.label());
    }
    Step step = failure.step();
    if (step != null) {
      json.writeNumberField("step", step.ordinal());
    }
    problem(json, failure.problem());
  }

  private void problem(com.fasterxml.jackson.core.JsonGenerator json, Problem problem)
      throws IOException {
    json.writeStringField("code", problem.code().id());
    json.writeStringField("message", secrets.mask(problem.message()));
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      if (!lost) {
        throw e;
      }
      // Said already: what did not fit is what closing tries to write again.
    }
  }
}
