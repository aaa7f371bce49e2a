package dev.veery.cli.rehearse;

import dev.veery.cli.args.Call;
import dev.veery.cli.lint.LintJson;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.test.VerdictWords;
import dev.veery.core.rehearse.Blocking;
import dev.veery.core.rehearse.Compatibility;
import dev.veery.core.rehearse.Effect;
import dev.veery.core.rehearse.Forecast;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.LockForecast;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.RehearsedSchema;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.core.rehearse.Work;
import dev.veery.engine.RehearsalReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One document for programs; its shape is in {@code docs/cli/json.md}. */
final class RehearseJson {

  private RehearseJson() {}

  static void write(Call call, PrintStream out, RehearsalReport report, boolean failed) {
    try (JsonOutput json = new JsonOutput(out, call.secrets())) {
      json.field("ok", !failed);
      json.field("environment", call.config().environment());
      json.field("database", report.target());
      json.field("server", report.targetVersion());
      json.field("scratch", report.scratchVersion());
      json.field("at", report.began().toString());
      json.field("durationMillis", report.duration().toMillis());
      json.field("lockBudgetMillis", report.budget().toMillis());
      json.list("migrations", () -> report.migrations().forEach(m -> migration(json, m)));
      Compatibility compatibility = report.compatibility();
      if (compatibility == null) {
        json.field("compatibility", (String) null);
      } else {
        json.object("compatibility", () -> compatibility(json, compatibility));
      }
      RehearsedSchema schema = report.schema();
      if (schema == null) {
        json.field("schema", (String) null);
      } else {
        json.object(
            "schema",
            () -> {
              json.exact("before", schema.before());
              json.exact("after", schema.after());
            });
      }
      json.texts("notReached", report.notReached());
      json.list(
          "problems",
          () -> {
            if (report.failure() != null) {
              json.problem(report.failure());
            }
          });
    }
  }

  private static void migration(JsonOutput json, RehearsedMigration migration) {
    json.object(() -> {
      json.exact("version", migration.trace().version().text());
      json.field("migration", migration.trace().label());
      json.field("path", migration.trace().path());
      micros(json, "durationMicros", migration.trace().duration());
      json.list(
          "statements",
          () -> migration.trace().statements().forEach(s -> statement(json, migration, s)));
      json.list("locks", () -> migration.locks().forEach(l -> locked(json, l)));
      RoundTrip trip = migration.wayBack();
      json.field("wayBack", trip == null ? null : trip.verdict().word());
      json.texts("wayBackDetail", trip == null ? List.of() : VerdictWords.of(trip));
      json.list("findings", () -> migration.findings().forEach(f -> LintJson.finding(json, f)));
    });
  }

  private static void compatibility(JsonOutput json, Compatibility compatibility) {
    json.field("checked", compatibility.checked());
    json.list(
        "skipped",
        () ->
            compatibility
                .skipped()
                .forEach(s ->
                    json.object(() -> {
                      json.field("query", s.query().text());
                      json.field("source", s.query().source());
                      json.field("reason", s.reason());
                    })));
    json.list(
        "broken",
        () ->
            compatibility
                .broken()
                .forEach(b ->
                    json.object(() -> {
                      json.field("query", b.query().text());
                      json.field("source", b.query().source());
                      json.field("how", b.how().word());
                      json.field("explanation", b.explanation());
                      json.field("migration", b.migration());
                      json.field("statement", b.statement());
                    })));
    json.list(
        "plans",
        () ->
            compatibility
                .plans()
                .forEach(p ->
                    json.object(() -> {
                      json.field("query", p.query().text());
                      json.field("source", p.query().source());
                      json.field("before", Math.round(p.before()));
                      json.field("after", Math.round(p.after()));
                      json.texts("scans", p.scans());
                    })));
  }

  private static void statement(
      JsonOutput json, RehearsedMigration migration, TracedStatement statement) {
    json.object(() -> {
      json.field("ordinal", statement.ordinal());
      json.exact("hash", statement.hash());
      json.field("sql", statement.sql());
      json.position("position", statement.position());
      json.field("transaction", statement.transaction());
      micros(json, "startMicros", statement.start());
      micros(json, "durationMicros", statement.duration());
      json.field("failure", statement.failed() ? statement.failure() : null);
      json.list("locks", () -> statement.locks().forEach(l -> lock(json, l)));
      json.list(
          "targets",
          () ->
              migration
                  .targets()
                  .getOrDefault(statement.ordinal(), Map.of())
                  .forEach((target, mark) -> target(json, target, mark)));
      json.list("effects", () -> statement.effects().forEach(e -> effect(json, e)));
      json.object("work", () -> work(json, statement.work()));
      forecast(json, migration.forecasts().get(statement.ordinal()));
    });
  }

  private static void lock(JsonOutput json, HeldLock lock) {
    json.object(() -> {
      object(json, lock.object());
      json.exact("mode", lock.mode().words());
      micros(json, "heldMicros", lock.held());
      json.list("past", () -> lock.past().forEach(o -> json.text(String.valueOf(o))));
      Blocking blocking = lock.blocking();
      json.object(
          "blocks",
          () -> {
            json.field("reads", blocking.reads());
            json.field("rowLocks", blocking.rowLocks());
            json.field("writes", blocking.writes());
            json.field("vacuum", blocking.vacuum());
            json.field("indexes", blocking.indexes());
            json.field("ddl", blocking.ddl());
          });
    });
  }

  private static void locked(JsonOutput json, LockForecast locked) {
    json.object(() -> {
      object(json, locked.lock().object());
      json.field("mode", locked.lock().mode().words());
      json.field("rows", locked.size().rows());
      json.field("bytes", locked.size().bytes());
      forecast(json, locked.forecast());
    });
  }

  private static void target(JsonOutput json, TracedObject target, String mark) {
    json.object(() -> {
      object(json, target);
      json.exact("fingerprint", mark);
    });
  }

  private static void object(JsonOutput json, TracedObject object) {
    json.exact("kind", object.kind().word());
    json.exact("schema", object.schema());
    json.exact("name", object.name());
  }

  private static void effect(JsonOutput json, Effect effect) {
    json.object(() -> {
      object(json, effect.object());
      switch (effect) {
        case Effect.Scanned scanned -> {
          json.field("effect", "scanned");
          json.field("scans", scanned.scans());
          json.field("rows", scanned.rows());
          json.field("bytes", scanned.bytes());
        }
        case Effect.Rewritten rewritten -> {
          json.field("effect", rewritten.emptied() ? "emptied" : "rewritten");
          json.field("bytes", rewritten.bytes());
        }
        case Effect.Built built -> {
          json.field("effect", "built");
          json.object("table", () -> object(json, built.table()));
          json.field("bytes", built.bytes());
          json.field("valid", built.valid());
        }
        case Effect.Changed changed -> {
          json.field("effect", "changed");
          json.field("rows", changed.rows());
        }
        case Effect.TriggerSwitched switched -> {
          json.field("effect", switched.disabled() ? "triggerDisabled" : "triggerEnabled");
          json.field("trigger", switched.trigger());
        }
      }
    });
  }

  private static void work(JsonOutput json, Work work) {
    json.field("rowsRead", work.rowsRead());
    json.field("rowsInserted", work.rowsInserted());
    json.field("rowsUpdated", work.rowsUpdated());
    json.field("rowsDeleted", work.rowsDeleted());
    json.field("pagesRead", work.pagesRead());
    json.field("pagesWritten", work.pagesWritten());
    json.field("walBytes", work.walBytes());
  }

  private static void forecast(JsonOutput json, @Nullable Forecast forecast) {
    if (forecast == null) {
      json.field("forecast", (String) null);
      return;
    }
    json.object(
        "forecast",
        () -> {
          json.field("lowMillis", forecast.low().toMillis());
          json.field("highMillis", forecast.high().toMillis());
          json.texts("how", List.copyOf(forecast.how()));
        });
  }

  private static void micros(JsonOutput json, String name, Duration duration) {
    json.field(name, duration.toNanos() / 1000);
  }
}
