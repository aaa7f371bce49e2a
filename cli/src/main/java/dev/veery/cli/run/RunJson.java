package dev.veery.cli.run;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.postgres.run.RunResult;
import java.util.List;

/** A run as a JSON document. */
public final class RunJson {

  private RunJson() {}

  static void upToDate(JsonOutput json, Call call, List<Problem> warnings) {
    head(json, call, true);
    json.field("batch", (Integer) null);
    json.field("durationMillis", 0L);
    json.list("migrations", () -> {});
    json.list("pending", () -> {});
    json.list("warnings", () -> warnings.forEach(json::problem));
  }

  /** A whole run. */
  public static void result(JsonOutput json, Call call, RunResult result, List<Problem> warnings) {
    head(json, call, result instanceof RunResult.Succeeded);
    json.field("batch", result instanceof RunResult.Succeeded succeeded ? succeeded.batch() : null);
    json.field("durationMillis", result.duration().toMillis());
    json.list(
        "migrations",
        () -> {
          for (RunResult.Done done : result.done()) {
            json.object(() -> {
              json.field("version", done.version().text());
              json.field("name", done.name());
              json.field("direction", done.direction().word());
              json.field("durationMillis", done.duration().toMillis());
            });
          }
        });
    json.list(
        "pending",
        () -> {
          if (result instanceof RunResult.Failed failed) {
            failed.pending().forEach(left -> json.object(() -> name(json, left)));
          }
        });
    json.list(
        "undone",
        () -> {
          if (result instanceof RunResult.Failed failed) {
            failed.undone().forEach(left -> json.object(() -> name(json, left)));
          }
        });
    if (result instanceof RunResult.Failed failed) {
      failure(json, failed.failure());
    }
    json.list("warnings", () -> warnings.forEach(json::problem));
  }

  private static void head(JsonOutput json, Call call, boolean ok) {
    json.field("ok", ok);
    json.field("environment", call.config().environment());
    json.field("database", call.config().database().toString());
  }

  private static void name(JsonOutput json, PlannedMigration migration) {
    json.field("version", migration.version().text());
    json.field("name", migration.name());
    json.field("direction", migration.direction().word());
  }

  private static void failure(JsonOutput json, RunResult.Failure failure) {
    json.list("problems", () -> json.problem(failure.problem()));
    json.object(
        "failure",
        () -> {
          PlannedMigration migration = failure.migration();
          json.field("version", migration == null ? null : migration.version().text());
          json.field("name", migration == null ? null : migration.name());
          json.field("statement", failure.statement());
          json.field("sqlState", failure.error() == null ? null : failure.error().sqlState());
          json.field("detail", failure.error() == null ? null : failure.error().detail());
          json.field("committed", failure.committed());
          json.field("rolledBack", failure.rolledBack());
          json.field("left", failure.left());
        });
  }
}
