package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.engine.Veery;
import java.util.List;

/** {@code veery branches}. */
public final class BranchesCommand extends Command {

  @Override
  public List<String> description() {
    return List.of(
        "Lists the migrations that several others build on, each with those, and the migrations that"
            + " merge branches again. Reaches no database.");
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      MigrationGraph graph = veery.graph();
      if (call.json()) {
        try (JsonOutput json = call.jsonOutput()) {
          json.field("ok", true);
          json.list("branches", () -> graph.branchPoints().forEach(b -> branch(json, graph, b)));
          json.list("merges", () -> graph.merges().forEach(m -> MigrationJson.file(json, m)));
        }
      } else {
        print(call, graph);
      }
    }
    return ExitCode.OK;
  }

  private static void branch(JsonOutput json, MigrationGraph graph, Migration point) {
    json.object(() -> {
      MigrationJson.fileFields(json, point);
      json.list(
          "children",
          () -> graph.children(point.version()).forEach(c -> json.text(c.version().text())));
    });
  }

  private static void print(Call call, MigrationGraph graph) {
    Paint paint = call.terminal().paint();
    List<Migration> points = graph.branchPoints();
    if (points.isEmpty()) {
      call.say(paint.dim("there are no branches: every migration has one successor"));
      return;
    }
    String line = call.terminal().symbol("├─ ", "|- ");
    String last = call.terminal().symbol("└─ ", "`- ");
    for (Migration point : points) {
      call.say(paint.bold(point.label()));
      List<Migration> children = graph.children(point.version());
      for (Migration child : children) {
        boolean end = child.equals(children.getLast());
        call.say("  " + paint.dim(end ? last : line) + child.label());
      }
    }
    for (Migration merge : graph.merges()) {
      StringBuilder parents = new StringBuilder();
      graph
          .parents(merge.version())
          .forEach(p -> parents.append(parents.isEmpty() ? "" : " and ").append(p.label()));
      call.say(paint.bold(merge.label()) + paint.dim(" merges " + parents));
    }
  }
}
