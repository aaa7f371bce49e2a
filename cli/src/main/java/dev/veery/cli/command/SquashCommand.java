package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.source.NewFile;
import dev.veery.core.source.NewMigration;
import dev.veery.engine.Squashed;
import dev.veery.engine.Veery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery squash}. */
public final class SquashCommand extends Command {

  private static final String DEFAULT_NAME = "baseline";
  private static final String DEFAULT_ARCHIVE = "squashed";

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter(
            "VERSION", "0..1", "The newest migration that goes into it; by default the last one."));
    spec.addOption(
        Options.text("NAME", "What the migration is called; by default baseline.", "--name", "-n"));
    spec.addOption(
        Options.text(
            "DIR", "Where the files that it stands for go; by default squashed.", "--archive"));
    spec.addOption(Options.flag("Show what would be written.", "--dry-run"));
    spec.addOption(Options.text("NAME", "Who writes it; by default what git knows.", "--author"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes one migration in the place of all up to VERSION, which keeps that version: what makes"
            + " their schema, with the rows that they put into tables. It is proven on throwaway servers"
            + " to make the same schema, the same rows and the same places of sequences. The files that it"
            + " stands for are moved away.",
        "A new database runs it. One that has those migrations records that it has it: veery stamp"
            + " --squashed; one that has only some of them is refused, and runs the rest from the archive"
            + " first.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery squash 20260901121000", "everything up to that version"),
        new Example("veery stamp --squashed", "afterwards, on every database that there is"));
  }

  @Override
  public int run(Call call) {
    String given = call.arguments().text("--name");
    String name = given == null ? DEFAULT_NAME : given;
    String archive =
        Objects.requireNonNullElse(call.arguments().text("--archive"), DEFAULT_ARCHIVE);
    try (Veery veery = Veery.open(call.config())) {
      Migration last = last(veery, call.arguments().parameter());
      SquashFiles.check(call.config(), veery.migrations(), archive);
      Squashed squashed;
      try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
        line.show(
            () -> "running the migrations and building their schema again", Duration.ofMillis(300));
        squashed = veery.squash(last);
      }
      List<NewFile> files =
          SquashFiles.inPlaceOf(
              last,
              name,
              squashed,
              new NewMigration(name, NewFiles.author(call), List.of(), Instant.now())
                  .files(
                      veery.migrations(),
                      veery.graph(),
                      NewFiles.shownFolder(call.config()),
                      new NewMigration.Content(
                          "stands for " + Words.count(squashed.replaced().size(), "migration"),
                          squashed.upScript(),
                          squashed.downScript())));
      if (call.arguments().has("--dry-run")) {
        files.forEach(file -> file.text().lines().forEach(call::say));
        return ExitCode.OK;
      }
      List<String> moved =
          SquashFiles.write(call.config(), veery.migrations(), squashed, files, archive);
      say(call, squashed, files, moved, archive);
      return ExitCode.OK;
    }
  }

  private static Migration last(Veery veery, @org.jspecify.annotations.Nullable String version) {
    if (version != null) {
      return veery.graph().resolve(version);
    }
    List<Migration> heads = veery.graph().heads();
    if (heads.size() != 1) {
      throw new VeeryException(
          new Problem(
              ErrorCode.SQUASH_IMPOSSIBLE,
              heads.isEmpty()
                  ? "there is no migration yet, so there is nothing to squash"
                  : "there are "
                      + heads.size()
                      + " heads, and one migration cannot stand for all of"
                      + " them",
              heads.isEmpty() ? "" : "name a migration that all of them build on"));
    }
    return heads.getFirst();
  }

  private static void say(
      Call call, Squashed squashed, List<NewFile> files, List<String> moved, String archive) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("written", () -> files.forEach(file -> json.text(file.path())));
        json.list("archived", () -> moved.forEach(json::text));
        json.field("rows", squashed.rows());
      }
      return;
    }
    files.forEach(file -> call.say(call.terminal().tick() + " " + file.path()));
    call.say(
        "  stands for "
            + Words.count(squashed.replaced().size(), "migration")
            + " and "
            + Words.count(squashed.rows(), "row")
            + " of theirs; their files are in "
            + archive);
    call.say("  on every database that has them: veery stamp --squashed");
  }
}
