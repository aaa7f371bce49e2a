package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.engine.Found;
import java.util.List;

/** What {@code veery show} says about a repeatable migration. */
final class RepeatableView {

  private final Call call;
  private final Found.Repeatable found;

  RepeatableView(Call call, Found.Repeatable found) {
    this.call = call;
    this.found = found;
  }

  void show(boolean offline) {
    if (call.json()) {
      json();
      return;
    }
    Paint paint = call.terminal().paint();
    call.say(paint.bold(found.version().text()));
    Table table = new Table();
    ShowCommand.row(table, "kind", "repeatable: runs again whenever it has changed");
    ShowCommand.row(table, "file", found.script().path());
    if (!offline) {
      AppliedMigration applied = found.applied();
      String state = applied == null ? "" : ShowCommand.state(paint, applied);
      String pending = applied == null ? "pending" : "; pending again";
      ShowCommand.row(table, "state", state + (found.pending() ? paint.yellow(pending) : ""));
    }
    table.lines().forEach(call::say);
    ShowCommand.section(call, "up", found.script().script().get());
  }

  private void json() {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", true);
      json.field("version", found.version().text());
      json.field("name", found.script().name());
      json.field("path", found.script().path());
      json.field("kind", "repeatable");
      json.texts("documentation", List.of());
      ShowCommand.statements(json, "up", found.script().script().get());
      ShowCommand.statements(json, "down", null);
      ShowCommand.statements(json, "verify", null);
      ShowCommand.applied(json, found.applied());
    }
  }
}
