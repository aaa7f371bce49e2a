package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.postgres.journal.KeptTexts;

/** What {@code veery show} says about a migration that the journal knows and no file has. */
final class RecordedView {

  private final Call call;
  private final AppliedMigration applied;
  private final KeptTexts texts;

  RecordedView(Call call, AppliedMigration applied, KeptTexts texts) {
    this.call = call;
    this.applied = applied;
    this.texts = texts;
  }

  void show() {
    if (call.json()) {
      json();
      return;
    }
    Paint paint = call.terminal().paint();
    call.say(paint.bold(applied.label()));
    Table table = new Table();
    ShowCommand.row(table, "title", texts.title());
    ShowCommand.row(table, "description", texts.description());
    ShowCommand.row(table, "author", texts.author());
    ShowCommand.row(table, "date", texts.date());
    ShowCommand.row(table, "file", file(paint));
    ShowCommand.row(table, "state", ShowCommand.state(paint, applied));
    table.lines().forEach(call::say);
    for (String line : texts.documentation()) {
      call.say("  " + paint.dim(line));
    }
    call.say("");
    String down = texts.down();
    if (down == null) {
      call.say(paint.bold("down") + paint.dim("  there is no way back"));
      return;
    }
    call.say(paint.bold("down") + paint.dim("  as the journal keeps it"));
    down.strip().lines().forEach(line -> call.say("    " + call.secrets().mask(line)));
  }

  private String file(Paint paint) {
    if (applied.path().isEmpty()) {
      return paint.dim("there is none");
    }
    return applied.path()
        + (applied.retired()
            ? paint.dim("  is gone, which was accepted")
            : paint.red("  is missing") + paint.dim("; what follows is from the journal"));
  }

  private void json() {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", true);
      json.field("version", applied.version().text());
      json.field("name", applied.name());
      json.field("path", applied.path());
      json.field("kind", applied.kind().word());
      json.field("fileMissing", true);
      json.field("title", texts.title());
      json.field("description", texts.description());
      json.field("author", texts.author());
      json.field("date", texts.date());
      json.texts("documentation", texts.documentation());
      ShowCommand.statements(json, "up", null);
      String down = texts.down();
      if (down == null) {
        ShowCommand.statements(json, "down", null);
      } else {
        json.list("down", () -> json.object(() -> json.field("sql", call.secrets().mask(down))));
      }
      ShowCommand.statements(json, "verify", null);
      ShowCommand.applied(json, applied);
    }
  }
}
