package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.core.source.NewFile;
import dev.veery.core.source.NewMigration;
import dev.veery.engine.Veery;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery merge}. */
public final class MergeCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.text("NAME", "Who writes it; by default what git knows.", "--author"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes a migration that has all heads as its parents and does nothing else, so that there is"
            + " one head again. Look at what the branches do to the same tables before you commit it.");
  }

  @Override
  public int run(Call call) {
    List<NewFile> files;
    try (Veery veery = Veery.open(call.config())) {
      files =
          NewMigration.merge(
              veery.migrations(),
              veery.graph(),
              NewFiles.shownFolder(call.config()),
              NewFiles.author(call),
              Instant.now());
    }
    NewFiles.write(call, files);
    return ExitCode.OK;
  }
}
