package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.ProblemText;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Words;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.engine.Veery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery list}. */
public final class ListCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.flag("Say how the layout of the files was found out.", "--explain"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Lists the migrations that the files hold, in the order in which they run. Reaches no database;"
            + " veery status says what is applied.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery list", "every migration"),
        new Example("veery list --explain", "which layout was detected, and why"));
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      MigrationSet set = veery.migrations();
      List<Migration> order = veery.graph().order();
      if (call.json()) {
        try (JsonOutput json = call.jsonOutput()) {
          json.field("ok", true);
          json.field("layout", set.layout());
          json.texts("explanation", set.explanation());
          json.list("migrations", () -> order.forEach(m -> MigrationJson.file(json, m)));
          json.list("repeatables", () -> set.repeatables().forEach(r -> json.text(r.name())));
          json.list("warnings", () -> set.warnings().forEach(json::problem));
        }
        return ExitCode.OK;
      }
      print(call, set, order);
    }
    return ExitCode.OK;
  }

  private static void print(Call call, MigrationSet set, List<Migration> order) {
    Paint paint = call.terminal().paint();
    boolean explain = call.arguments().has("--explain");
    if (explain) {
      call.say("layout " + paint.bold(set.layout()));
      for (String sentence : set.explanation()) {
        call.say("  " + call.terminal().symbol("·", "-") + " " + sentence);
      }
      call.say("");
    }
    Table table = new Table();
    for (Migration migration : order) {
      String title = migration.header().title();
      String note =
          migration.body() instanceof Migration.Body.Foreign foreign
              ? paint.yellow(foreign.what())
              : paint.dim(title.isEmpty() ? migration.header().description() : title);
      table.row(migration.label(), paint.dim(migration.path()), note);
    }
    for (MigrationSet.Repeatable repeatable : set.repeatables()) {
      table.row(repeatable.name(), paint.dim(repeatable.path()), paint.dim("repeatable"));
    }
    table.lines().forEach(call::say);
    if (!explain) {
      call.say(
          paint.dim(
              Words.count(order.size(), "migration")
                  + (set.repeatables().isEmpty()
                      ? ""
                      : ", " + Words.count(set.repeatables().size(), "repeatable"))
                  + ", layout "
                  + set.layout()));
    }
    call.terminal().out().flush();
    ProblemText problems = call.problems();
    if (!call.quiet()) {
      set.warnings().forEach(problems::showWarning);
    }
  }
}
