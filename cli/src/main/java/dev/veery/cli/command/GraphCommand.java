package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.graph.GraphDrawing;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.BaselineLine;
import dev.veery.core.plan.History;
import dev.veery.engine.Veery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery graph}. */
public final class GraphCommand extends Command {

  /** What the database has of a graph. */
  private record Standing(History history, BaselineLine line) {
    static Standing of(MigrationGraph graph, History history) {
      return new Standing(history, BaselineLine.of(graph, history.baseline()));
    }
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.flag("Do not ask the database what is applied.", "--offline"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Draws the graph of the migrations, newest first, with what is applied of it, by whom and when.");
  }

  @Override
  public List<Example> examples() {
    return List.of(new Example("veery graph --offline", "without a database"));
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      boolean offline = call.arguments().has("--offline");
      if (!offline) {
        veery.prepare();
      }
      MigrationGraph graph = veery.graph();
      Standing standing = offline ? null : Standing.of(graph, veery.load().history());
      if (call.json()) {
        try (JsonOutput json = call.jsonOutput()) {
          json.field("ok", true);
          json.list(
              "migrations",
              () -> graph.order().reversed().forEach(m -> json(json, graph, m, standing)));
        }
      } else {
        print(call, graph, standing);
      }
    }
    return ExitCode.OK;
  }

  private static void json(
      JsonOutput json, MigrationGraph graph, Migration migration, @Nullable Standing standing) {
    json.object(() -> {
      json.field("version", migration.version().text());
      json.field("name", migration.name());
      json.list(
          "buildsOn",
          () -> graph.parents(migration.version()).forEach(p -> json.text(p.version().text())));
      if (standing != null) {
        AppliedMigration applied = standing.history().find(migration.version());
        json.field(
            "state",
            applied != null
                ? applied.state().word()
                : standing.line().covers(migration.version()) ? "below-baseline" : "pending");
      }
    });
  }

  private static void print(Call call, MigrationGraph graph, @Nullable Standing standing) {
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    GraphDrawing.Style style =
        terminal.unicode() ? GraphDrawing.Style.UNICODE : GraphDrawing.Style.ASCII;
    for (GraphDrawing.Row row : GraphDrawing.draw(graph, style)) {
      Migration migration = row.migration();
      if (migration == null) {
        call.say(paint.dim(row.lanes()));
        continue;
      }
      String note = "";
      if (standing != null) {
        AppliedMigration applied = standing.history().find(migration.version());
        boolean below = applied == null && standing.line().covers(migration.version());
        note =
            applied == null
                ? below ? paint.dim("  below the baseline") : paint.yellow("  pending")
                : paint.dim("  " + Words.time(applied.appliedAt()) + " by " + applied.appliedBy());
      }
      call.say(paint.cyan(row.lanes()) + " " + paint.bold(migration.label()) + note);
    }
  }
}
