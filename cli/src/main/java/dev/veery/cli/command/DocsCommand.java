package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.rehearse.MigrationPage;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.engine.LintScope;
import dev.veery.engine.Planning;
import dev.veery.engine.RehearsalOptions;
import dev.veery.engine.RehearsalReport;
import dev.veery.engine.RehearseSettings;
import dev.veery.engine.Veery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery docs}. */
public final class DocsCommand extends Command {

  private static final String DIRECTORY = "docs/migrations";

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text("DIR", "Write into DIR; " + DIRECTORY + " by default.", "--output", "-o"));
    spec.addOption(
        Options.flag(
            "Do not rehearse what is pending: no database is needed then.", "--no-rehearsal"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes a page for each migration: its purpose, from the header of the file; its class and risk"
            + " with the linter's reasons; its locks, with a forecast for the target; how it is taken back;"
            + " what it costs; on what it was tested and when.",
        "What is pending is rehearsed for it. A page that is there already keeps what was measured when"
            + " its migration was still pending; everything else in it is written anew.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery docs --env production", "rehearsed for production"),
        new Example("veery docs --no-rehearsal -o wiki/migrations", "from the files alone"));
  }

  @Override
  public int run(Call call) throws IOException {
    Arguments arguments = call.arguments();
    try (Veery veery = Veery.open(call.config())) {
      Map<String, MigrationReport> lint = new HashMap<>();
      veery.lint(new LintScope.All()).migrations().forEach(r -> lint.put(r.label(), r));
      RehearsalReport report = arguments.has("--no-rehearsal") ? null : rehearse(call, veery);
      String shown = Objects.requireNonNullElse(arguments.text("--output"), DIRECTORY);
      Path directory = call.directory().resolve(shown);
      List<String> written = new ArrayList<>();
      int unchanged = 0;
      StringBuilder index = new StringBuilder("# Migrations\n\n| migration | class |\n|---|---|\n");
      for (Migration migration : veery.graph().order()) {
        String name = migration.label() + ".md";
        @Nullable MigrationReport found = lint.get(migration.label());
        index
            .append("| [")
            .append(MigrationPage.title(migration).replace("|", "\\|"))
            .append("](")
            .append(name)
            .append(") | ")
            .append(found == null ? "Java" : found.risk().words())
            .append(" |\n");
        Path file = directory.resolve(name);
        String before = Files.exists(file) ? Files.readString(file) : "";
        String page = call.secrets().mask(MigrationPage.of(migration, found, report, before));
        if (page.equals(before)) {
          unchanged++;
        } else {
          write(file, page);
          written.add(shown + "/" + name);
        }
      }
      write(directory.resolve("README.md"), index.toString());
      tell(call, written, unchanged);
      return ExitCode.OK;
    }
  }

  /** Null where nothing is pending. */
  private static @Nullable RehearsalReport rehearse(Call call, Veery veery) {
    Target.Up target = new Target.Up.Latest();
    Planning planning = veery.plan(target, PlanRequest.Options.DEFAULT);
    if (planning.result() instanceof Plan.Result.UpToDate) {
      return null;
    }
    try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "rehearsing on a scratch server", Duration.ofMillis(300));
      return veery.rehearse(
          planning,
          new RehearsalOptions(
              target,
              PlanRequest.Options.DEFAULT,
              RehearseSettings.read(call.config(), Map.of()),
              RehearsalOptions.NOBODY,
              false));
    }
  }

  private static void tell(Call call, List<String> written, int unchanged) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.texts("written", written);
        json.field("unchanged", unchanged);
      }
      return;
    }
    written.forEach(file -> call.say(call.terminal().tick() + " " + file));
    if (unchanged > 0) {
      call.say(Words.count(unchanged, "page") + " unchanged");
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot write " + file + ": " + e.getMessage(), ""),
          e);
    }
  }
}
