package dev.veery.cli.run;

import dev.veery.cli.args.Call;
import dev.veery.cli.lint.RiskView;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plan for people and for programs. */
public final class PlanView {

  private PlanView() {}

  /** Migration by migration, statement by statement, with the transactions they share. */
  public static void print(Call call, Plan plan) {
    print(call, plan, Map.of());
  }

  /**
   * The same with the class of each migration.
   *
   * @param classes by the path of the file
   */
  static void print(Call call, Plan plan, Map<String, MigrationReport> classes) {
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    for (PlannedMigration migration : plan.migrations()) {
      boolean up = migration.direction() == Direction.UP;
      String arrow =
          up
              ? paint.green(terminal.symbol("↑", "up  "))
              : paint.yellow(terminal.symbol("↓", "down"));
      MigrationReport report = up ? classes.get(migration.origin().path()) : null;
      String resumed =
          migration.resumed() ? paint.yellow("  goes on where the last run stopped") : "";
      terminal
          .out()
          .println(
              arrow
                  + " "
                  + paint.bold(migration.label())
                  + paint.dim("  " + migration.origin().path())
                  + resumed
                  + (report == null ? "" : "  " + RiskView.text(paint, report)));
      if (report != null) {
        RiskView.deletedRows(report)
            .forEach(line -> terminal.out().println("    " + paint.yellow(line)));
      }
      OnlineView.print(call, migration);
      for (Segment segment : migration.segments()) {
        boolean alone = segment instanceof Segment.Alone;
        for (Step step : segment.steps()) {
          String room = alone ? paint.yellow("  outside a transaction") : "";
          if (segment instanceof Segment.Backfill backfill) {
            room = paint.yellow("  in batches" + BackfillWords.options(backfill.spec().options()));
          }
          room += paint.dim(limits(step.timeouts()));
          int width = Math.max(20, terminal.width() - 6 - Paint.width(room));
          terminal
              .out()
              .println(
                  "    "
                      + paint.dim(terminal.symbol("·", "-"))
                      + " "
                      + Paint.fit(call.secrets().mask(step.summary()), width)
                      + room);
        }
      }
      if (migration.segments().isEmpty()) {
        terminal.out().println("    " + paint.dim("nothing to run"));
      }
    }
    terminal
        .out()
        .println(
            Words.count(plan.migrations().size(), "migration")
                + ", "
                + Words.count(plan.steps(), "statement")
                + (plan.atomic() ? ", all in one transaction" : ""));
  }

  /** The limits that a statement was given of its own. */
  private static String limits(Step.Timeouts timeouts) {
    return (timeouts.lock() == null ? "" : "  lock timeout " + Words.duration(timeouts.lock()))
        + (timeouts.statement() == null
            ? ""
            : "  statement timeout " + Words.duration(timeouts.statement()));
  }

  static void json(
      JsonOutput json,
      Call call,
      Plan plan,
      Map<String, MigrationReport> classes,
      List<Problem> warnings) {
    json.field("ok", true);
    json.field("environment", call.config().environment());
    json.field("database", call.config().database().toString());
    json.field("atomic", plan.atomic());
    json.list("migrations", () -> plan.migrations().forEach(m -> migration(json, m, classes)));
    json.list("warnings", () -> warnings.forEach(json::problem));
  }

  private static void migration(
      JsonOutput json, PlannedMigration migration, Map<String, MigrationReport> classes) {
    json.object(() -> {
      json.field("version", migration.version().text());
      json.field("name", migration.name());
      json.field("direction", migration.direction().word());
      json.field("path", migration.origin().path());
      json.field("resumed", migration.resumed());
      MigrationReport report =
          migration.direction() == Direction.UP ? classes.get(migration.origin().path()) : null;
      if (report != null) {
        RiskView.json(json, report);
      }
      OnlineView.json(json, migration);
      json.list(
          "segments",
          () -> {
            for (Segment segment : migration.segments()) {
              json.object(() -> {
                json.field("transaction", segment instanceof Segment.Transaction);
                if (segment instanceof Segment.Backfill backfill) {
                  BackfillWords.json(json, backfill.spec().options());
                }
                json.list("steps", () -> segment.steps().forEach(s -> step(json, s)));
              });
            }
          });
    });
  }

  private static @Nullable Integer millis(@Nullable Duration duration) {
    return duration == null ? null : Math.toIntExact(duration.toMillis());
  }

  private static void step(JsonOutput json, Step step) {
    json.object(() -> {
      json.field("ordinal", step.ordinal());
      json.field("summary", step.summary());
      if (step.action() instanceof Step.Action.Sql sql) {
        json.field("sql", sql.statement().text());
      } else if (step.action() instanceof Step.Action.Copy copy) {
        json.field("sql", copy.copy().statement().text());
      }
      json.field("lockTimeoutMillis", millis(step.timeouts().lock()));
      json.field("statementTimeoutMillis", millis(step.timeouts().statement()));
      json.position("position", step.position());
    });
  }
}
