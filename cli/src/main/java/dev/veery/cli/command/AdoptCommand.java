package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.source.NewMigration;
import dev.veery.engine.Generation;
import dev.veery.engine.Veery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery adopt}. */
public final class AdoptCommand extends Command {

  private static final String DEFAULT_NAME = "baseline";

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text("NAME", "What the migration is called; by default baseline.", "--name", "-n"));
    spec.addOption(Options.text("NAME", "Who writes it; by default what git knows.", "--author"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes the first migration of a project from the database that it already has: everything that"
            + " makes its schema, proven on a throwaway PostgreSQL to make the same schema again. The"
            + " database is only read; 'veery stamp' then records there that it has that migration.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery adopt", "a project begins with the database that it has"),
        new Example("veery stamp --all", "afterwards, on that database"));
  }

  @Override
  public int run(Call call) {
    String given = call.arguments().text("--name");
    String name = given == null ? DEFAULT_NAME : given;
    try (Veery veery = Veery.open(call.config())) {
      NewFiles.makeFolder(call.config());
      if (!veery.migrations().migrations().isEmpty()) {
        throw new VeeryException(
            new Problem(
                ErrorCode.ARGUMENT_INVALID,
                "there are migrations already, and the first one is what adopt writes",
                "veery generate --from database writes what the database has beyond them"));
      }
      Generation generation;
      try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
        line.show(() -> "reading the schema and building it again", Duration.ofMillis(300));
        generation =
            veery.adopt(remark -> {
              line.clear();
              call.problems().showWarning(remark);
            });
      }
      if (generation.isEmpty()) {
        throw new VeeryException(
            new Problem(
                ErrorCode.ARGUMENT_INVALID,
                "the database is empty, so there is nothing to adopt",
                "veery new writes the file of a first migration"));
      }
      NewFiles.write(
          call,
          new NewMigration(name, NewFiles.author(call), List.of(), Instant.now())
              .files(
                  veery.migrations(),
                  veery.graph(),
                  NewFiles.shownFolder(call.config()),
                  new NewMigration.Content(
                      SchemaDifferences.sentence(generation.changes()),
                      generation.upScript(),
                      generation.downScript())));
      call.say("  the database has it already: veery stamp --all");
      return ExitCode.OK;
    }
  }
}
