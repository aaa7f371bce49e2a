package dev.veery.cli.run;

import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Rewritten;
import dev.veery.core.plan.Rewritten.Remark;

/** Which statements run in another form than they are written in, and why. */
final class OnlineView {

  private OnlineView() {}

  /** A line or two for each such statement, above the statements that run. */
  static void print(Terminal terminal, PlannedMigration migration) {
    Rewritten rewritten = migration.rewritten();
    if (rewritten == null) {
      return;
    }
    Paint paint = terminal.paint();
    int width = Math.max(20, terminal.width() - 12);
    for (Remark remark : rewritten.remarks()) {
      boolean other = !remark.pieces().isEmpty();
      String mark = other ? paint.green("online  ") : paint.yellow("as it is");
      terminal.out().println("    " + mark + " " + Paint.fit(remark.summary(), width));
      terminal.out().println("             " + paint.dim(remark.why()));
      if (!remark.remedy().isEmpty()) {
        terminal.out().println("             " + paint.dim(remark.remedy()));
      }
    }
  }

  static void json(JsonOutput json, PlannedMigration migration) {
    Rewritten rewritten = migration.rewritten();
    if (rewritten == null) {
      return;
    }
    json.field("online", rewritten.isChanged());
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
