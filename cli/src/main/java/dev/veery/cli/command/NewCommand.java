package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.source.NewFile;
import dev.veery.core.source.NewMigration;
import dev.veery.engine.Veery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery new}. */
public final class NewCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.parameter("NAME", "1..*", "What it does, in a few words."));
    spec.addOption(
        Options.texts(
            "VERSION",
            "What it builds on, where that is not the only head; may be repeated.",
            "--parent"));
    spec.addOption(Options.text("NAME", "Who writes it; by default what git knows.", "--author"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes the file of a new migration, or its files, in the layout, with the style of version and"
            + " in the folder that the others have.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery new add ticket priority", "in a few words"),
        new Example("veery new", "asks for the name"),
        new Example("veery new split names --parent 20260901121000", "on a branch"));
  }

  @Override
  public int run(Call call) {
    List<NewFile> files;
    try (Veery veery = Veery.open(call.config())) {
      NewFiles.makeFolder(call.config());
      MigrationSet set = veery.migrations();
      MigrationGraph graph = veery.graph();
      List<Version> parents = new ArrayList<>();
      for (String parent : call.arguments().texts("--parent")) {
        parents.add(graph.resolve(parent).version());
      }
      String name = String.join(" ", call.arguments().parameters());
      files =
          new NewMigration(name, NewFiles.author(call), parents, Instant.now())
              .files(set, graph, NewFiles.shownFolder(call.config()));
    }
    NewFiles.write(call, files);
    return ExitCode.OK;
  }
}
