package dev.veery.cli.run;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.expand.Phase;
import dev.veery.core.plan.Halves;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Rewritten;
import dev.veery.core.plan.Rewritten.Remark;
import java.util.ArrayList;
import java.util.List;

/** Which statements run in another form than they are written in, and why. */
final class OnlineView {

  private OnlineView() {}

  /** A line or two for each such statement, above the statements that run. */
  static void print(Call call, PlannedMigration migration) {
    Terminal terminal = call.terminal();
    Rewritten rewritten = migration.rewritten();
    if (rewritten == null) {
      return;
    }
    Paint paint = terminal.paint();
    Halves.Split split = rewritten.split();
    if (split != null) {
      split
          .changes()
          .forEach(
              change -> terminal.out().println("    " + paint.green("expand  ") + " " + change));
      terminal
          .out()
          .println(
              "             "
                  + paint.dim(
                      "old and new stand side by side until veery contract removes the old"));
      split.notes().forEach(note -> terminal.out().println("             " + paint.dim(note)));
    }
    int width = Math.max(20, terminal.width() - 12);
    for (Remark remark : rewritten.remarks()) {
      boolean other = !remark.pieces().isEmpty();
      String mark = other ? paint.green("online  ") : paint.yellow("as it is");
      terminal
          .out()
          .println("    " + mark + " " + Paint.fit(call.secrets().mask(remark.summary()), width));
      terminal.out().println("             " + paint.dim(remark.why()));
      if (!remark.remedy().isEmpty()) {
        terminal.out().println("             " + paint.dim(remark.remedy()));
      }
    }
  }

  /** What a person does next about migrations of which only the first half runs. */
  static List<String> waiting(Call call, Plan plan) {
    List<String> lines = new ArrayList<>();
    for (PlannedMigration migration : plan.migrations()) {
      Halves.Split split = migration.split();
      if (split != null) {
        lines.add(
            call.terminal().tick()
                + " "
                + migration.label()
                + ": old and new work side by side; deploy the new application, then veery contract");
        split.notes().forEach(note -> lines.add("  " + note));
      }
    }
    return lines;
  }

  static void json(JsonOutput json, PlannedMigration migration) {
    Rewritten rewritten = migration.rewritten();
    if (rewritten == null) {
      return;
    }
    json.field("online", rewritten.isChanged());
    Halves.Split split = rewritten.split();
    if (split != null) {
      json.object(
          "expand",
          () -> {
            json.texts("tables", split.tables());
            json.texts("changes", split.changes());
            json.texts("notes", split.notes());
            json.object(
                "scripts",
                () -> {
                  for (Phase phase : Phase.values()) {
                    json.field(phase.word(), split.scripts().getOrDefault(phase.word(), ""));
                  }
                });
          });
    }
    json.list(
        "rewritten",
        () -> {
          for (Remark remark : rewritten.remarks()) {
            json.object(() -> {
              json.field("statement", remark.summary());
              json.field("online", !remark.pieces().isEmpty());
              json.field("why", remark.why());
              json.field("remedy", remark.remedy());
              json.texts("pieces", remark.pieces());
              json.position("position", remark.position());
            });
          }
        });
  }
}
