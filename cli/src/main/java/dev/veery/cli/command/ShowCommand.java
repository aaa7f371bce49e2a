package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.lint.RiskView;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.History;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.engine.Found;
import dev.veery.engine.Veery;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery show}. */
public final class ShowCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter(
            "VERSION", "1", "Its version, its name, or the beginning of the version."));
    spec.addOption(Options.flag("Do not ask the database whether it is applied.", "--offline"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Shows one migration: what its author wrote about it, its statements, its way back, and whether"
            + " and by whom it was applied.");
  }

  @Override
  public List<Example> examples() {
    return List.of(new Example("veery show add_priority", "by its name"));
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      boolean offline = call.arguments().has("--offline");
      if (!offline) {
        veery.prepare();
      }
      History history = offline ? History.EMPTY : veery.load().history();
      String text = Objects.requireNonNull(call.arguments().parameter());
      switch (veery.find(text, history)) {
        case Found.InFiles file -> show(call, veery, file, offline);
        case Found.Repeatable repeatable -> new RepeatableView(call, repeatable).show(offline);
        case Found.OnlyRecorded recorded ->
            new RecordedView(call, recorded.applied(), veery.texts(recorded.version())).show();
      }
    }
    return ExitCode.OK;
  }

  private static void show(Call call, Veery veery, Found.InFiles found, boolean offline) {
    Migration migration = found.migration();
    MigrationReport report = RiskView.of(veery, migration.path());
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json(json, migration, found.applied());
        if (found.belowBaseline()) {
          json.field("belowBaseline", true);
        }
        if (report != null) {
          RiskView.json(json, report);
        }
      }
    } else {
      print(call, found, report, offline);
    }
  }

  private static void print(
      Call call, Found.InFiles found, @Nullable MigrationReport report, boolean offline) {
    Migration migration = found.migration();
    AppliedMigration applied = found.applied();
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    Migration.Header header = migration.header();
    call.say(paint.bold(migration.label()));
    Table table = new Table();
    row(table, "title", header.title());
    row(table, "description", header.description());
    row(table, "author", header.author());
    row(table, "date", header.date());
    if (header.parents() != null) {
      List<String> parents = new ArrayList<>();
      header.parents().forEach(parent -> parents.add(parent.text()));
      row(table, "parents", parents.isEmpty() ? "none" : String.join(", ", parents));
    }
    row(table, "file", migration.path());
    for (Directive directive : header.directives()) {
      row(
          table,
          "directive",
          directive.key() + (directive.value().isEmpty() ? "" : "=" + directive.value()));
    }
    if (!offline) {
      row(
          table,
          "state",
          applied != null
              ? state(paint, applied)
              : found.belowBaseline() ? "below the baseline" : paint.yellow("pending"));
    }
    if (report != null) {
      row(table, "class", RiskView.text(paint, report));
    }
    table.lines().forEach(call::say);
    if (report != null) {
      for (Finding reason : RiskView.reasons(report)) {
        call.say("  " + paint.dim(reason.position().line() + ": ") + reason.message());
      }
      RiskView.deletedRows(report).forEach(line -> call.say("  " + line));
    }
    for (String line : header.documentation()) {
      call.say("  " + paint.dim(line));
    }
    switch (migration.body()) {
      case Migration.Body.Sql sql -> {
        Migration.Scripts scripts = sql.scripts().get();
        section(call, "up", scripts.up());
        section(call, "down", scripts.down());
        section(call, "verify", scripts.verify());
      }
      case Migration.Body.Java java -> call.say("  Java class " + java.className());
      case Migration.Body.Foreign foreign ->
          call.say(
              "  " + foreign.what() + ", which Veery cannot run; veery stamp is the way past it");
    }
  }

  static String state(Paint paint, AppliedMigration applied) {
    return paint.green(applied.state().word())
        + " "
        + Words.time(applied.appliedAt())
        + " by "
        + applied.appliedBy()
        + (applied.batch() == null
            ? " (" + applied.kind().word() + ")"
            : " (batch " + applied.batch() + ")");
  }

  static void row(Table table, String name, String value) {
    if (!value.isEmpty()) {
      table.row(name, value);
    }
  }

  static void section(Call call, String name, @Nullable Script script) {
    Paint paint = call.terminal().paint();
    call.say("");
    if (script == null) {
      if (name.equals("down")) {
        call.say(paint.bold(name) + paint.dim("  there is no way back"));
      }
      return;
    }
    call.say(paint.bold(name));
    for (ScriptItem item : script.items()) {
      text(item).strip().lines().forEach(line -> call.say("    " + call.secrets().mask(line)));
    }
  }

  private static String text(ScriptItem item) {
    return switch (item) {
      case ScriptItem.Statement statement -> statement.text();
      case ScriptItem.Copy copy -> copy.statement().text() + "  -- with its rows";
      case ScriptItem.Echo echo -> "\\echo " + echo.text();
    };
  }

  private static void json(
      JsonOutput json, Migration migration, @Nullable AppliedMigration applied) {
    MigrationJson.fileFields(json, migration);
    json.texts("documentation", migration.header().documentation());
    if (migration.body() instanceof Migration.Body.Sql sql) {
      Migration.Scripts scripts = sql.scripts().get();
      statements(json, "up", scripts.up());
      statements(json, "down", scripts.down());
      statements(json, "verify", scripts.verify());
    }
    applied(json, applied);
  }

  static void applied(JsonOutput json, @Nullable AppliedMigration applied) {
    if (applied == null) {
      json.field("applied", (String) null);
    } else {
      json.object("applied", () -> MigrationJson.appliedFields(json, applied));
    }
  }

  static void statements(JsonOutput json, String name, @Nullable Script script) {
    if (script == null) {
      json.field(name, (String) null);
      return;
    }
    json.list(
        name,
        () -> {
          for (ScriptItem item : script.items()) {
            json.object(() -> {
              json.field("sql", text(item));
              json.position("position", item.position());
            });
          }
        });
  }
}
