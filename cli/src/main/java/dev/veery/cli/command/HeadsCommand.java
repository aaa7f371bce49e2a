package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Table;
import dev.veery.core.migration.Migration;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery heads}. */
public final class HeadsCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.flag("Exit with 1 when there are several.", "--check"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Lists the migrations that no other one builds on. More than one means that branches have to be"
            + " merged before veery up runs: veery merge writes the migration that does it.",
        "Reaches no database.");
  }

  @Override
  public List<Example> examples() {
    return List.of(new Example("veery heads --check", "in the checks of a pull request"));
  }

  @Override
  public int run(Call call) {
    List<Migration> heads;
    try (Veery veery = Veery.open(call.config())) {
      heads = veery.graph().heads();
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("heads", () -> heads.forEach(head -> MigrationJson.file(json, head)));
      }
    } else {
      Table table = new Table();
      for (Migration head : heads) {
        table.row(head.label(), call.terminal().paint().dim(head.path()));
      }
      table.lines().forEach(call::say);
    }
    return heads.size() > 1 && call.arguments().has("--check") ? ExitCode.FOUND : ExitCode.OK;
  }
}
