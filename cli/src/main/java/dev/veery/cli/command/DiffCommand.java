package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.diff.Difference;
import dev.veery.engine.Generation;
import dev.veery.engine.SchemaSource;
import dev.veery.engine.Veery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery diff}. */
public final class DiffCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter(
            "A",
            "1",
            "From: an SQL file or a directory of them, a URL, '!command', a version, 'entities',"
                + " 'migrations' or 'database'."));
    spec.addPositional(Options.parameter("B", "1", "To: likewise."));
    spec.addOption(Options.flag("Show the SQL that leads from A to B.", "--sql"));
    spec.addOption(
        Options.flag("In the shortest form, for a database that nobody else uses.", "--simple"));
    spec.addOption(Options.flag("Compare owners, too.", "--owners"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Says how one schema differs from another, object by object, and with --sql how to get there."
            + " Files and versions are loaded into a throwaway PostgreSQL; databases are only read.",
        "The exit code is 1 when there is a difference.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery diff migrations schema.sql", "is the schema file ahead?"),
        new Example("veery diff 20260901121000 migrations --sql", "everything since a version"),
        new Example("veery diff entities database", "has the database what the entities need?"),
        new Example("veery diff database postgres://staging/shop", "do two databases agree?"));
  }

  @Override
  public int run(Call call) {
    List<String> names = call.arguments().parameters();
    Path directory = call.config().directory();
    Difference difference;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "comparing on a scratch server", Duration.ofMillis(300));
      difference =
          veery.difference(
              SchemaSource.parse(names.get(0), directory),
              SchemaSource.parse(names.get(1), directory),
              !call.arguments().has("--simple"),
              call.arguments().has("--owners"),
              remark -> {
                line.clear();
                call.problems().showWarning(remark);
              });
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("different", !difference.isEmpty());
        SchemaDifferences.json(json, difference.changes());
        SchemaDifferences.json(json, "sql", difference.steps());
      }
    } else if (difference.isEmpty()) {
      call.say(call.terminal().tick() + " no difference");
    } else {
      SchemaDifferences.print(call, difference.changes());
      if (call.arguments().has("--sql")) {
        call.say("");
        Generation.script(difference.steps()).lines().forEach(call::say);
      }
    }
    return difference.isEmpty() ? ExitCode.OK : ExitCode.FOUND;
  }
}
