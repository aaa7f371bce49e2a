package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.History;
import dev.veery.engine.Veery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code veery current}. */
public final class CurrentCommand extends Command {

  @Override
  public List<String> description() {
    return List.of(
        "Shows the version of the database: the applied migration that no other applied one builds on."
            + " Where branches are applied that have not been merged, there are several.");
  }

  @Override
  public boolean isStartedOften() {
    return true;
  }

  @Override
  public int run(Call call) {
    List<AppliedMigration> current;
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      MigrationGraph graph = veery.graph();
      current = tips(graph, veery.load().history());
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("current", () -> current.forEach(a -> MigrationJson.applied(json, a)));
      }
    } else if (current.isEmpty()) {
      call.say(call.terminal().paint().dim("nothing is applied"));
    } else {
      current.forEach(applied -> call.say(applied.label()));
    }
    return ExitCode.OK;
  }

  /** Applied, and a parent of nothing that is applied. Without a file: by order. */
  private static List<AppliedMigration> tips(MigrationGraph graph, History history) {
    Set<Version> parents = new HashSet<>();
    for (AppliedMigration applied : history.all()) {
      Migration file = graph.find(applied.version());
      if (file != null) {
        graph.parents(file.version()).forEach(parent -> parents.add(parent.version()));
      } else if (applied.parents() != null) {
        parents.addAll(applied.parents());
      }
    }
    List<AppliedMigration> tips = new ArrayList<>();
    for (AppliedMigration applied : history.all()) {
      boolean known = graph.find(applied.version()) != null || applied.parents() != null;
      if (known && !parents.contains(applied.version())) {
        tips.add(applied);
      }
    }
    if (tips.isEmpty() && !history.applied().isEmpty()) {
      tips.add(new ArrayList<>(history.all()).getLast());
    }
    return tips;
  }
}
