package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.History;
import dev.veery.engine.SquashStamp;
import dev.veery.engine.Stamping;
import dev.veery.engine.Veery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery stamp}. */
public final class StampCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.parameter("VERSION", "0..*", "Migrations, by version or name."));
    spec.addOption(Options.flag("Every migration of the files.", "--all"));
    spec.addOption(
        Options.flag(
            "Accept that the files of applied migrations have changed or are gone.", "--accept"));
    spec.addOption(Options.flag("Forget that they are applied.", "--remove"));
    spec.addOption(
        Options.flag("That this database has what a squashed migration stands for.", "--squashed"));
    ChangeOptions.addConfirming(spec);
  }

  @Override
  public List<String> description() {
    return List.of(
        "Records migrations as applied without running them, because their change is in the database"
            + " already. The journal says that they were stamped, by whom and when.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery stamp 20260901121000", "its change is there already"),
        new Example("veery stamp --all", "all of them are"),
        new Example("veery stamp --accept 20260901121000", "the file was changed on purpose"),
        new Example("veery stamp --squashed", "after veery squash, on every database"),
        new Example("veery stamp --remove 20260901121000", "it was taken back by hand"));
  }

  @Override
  public int run(Call call) {
    String mode = ChangeOptions.oneOf(call.arguments(), "--accept", "--remove", "--squashed");
    List<String> words = call.arguments().parameters();
    boolean all = call.arguments().has("--all");
    if (words.isEmpty() != (all || "--squashed".equals(mode))) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              all
                  ? "--all and versions contradict each other"
                  : "veery stamp needs a VERSION or --all",
              "see veery help stamp"));
    }
    List<Version> changed;
    String command = call.verb().name() + call.arguments().typed();
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      changed =
          veery.audit().refusing(command, () -> stamp(call, veery, command, words, all, mode));
    }
    String done =
        switch (mode) {
          case null -> "recorded as applied";
          case "--accept", "--squashed" -> "accepted";
          default -> "recorded as not applied";
        };
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("changed", () -> changed.forEach(v -> json.text(v.text())));
      }
    } else if (changed.isEmpty()) {
      call.say(call.terminal().tick() + " nothing to do: the journal says so already");
    } else {
      changed.forEach(v -> call.say(call.terminal().tick() + " " + v + " " + done));
    }
    return ExitCode.OK;
  }

  private static List<Version> stamp(
      Call call,
      Veery veery,
      String command,
      List<String> words,
      boolean all,
      @Nullable String mode) {
    List<Version> versions =
        "--squashed".equals(mode)
            ? SquashStamp.versions(
                veery.graph().order(), veery.load().history(), call.config().directory())
            : versions(veery, words, all, mode);
    Confirmation.ask(call, () -> versions.forEach(v -> call.say("  " + v)));
    Stamping stamping = veery.stamping(command);
    return switch (mode) {
      case null -> stamping.stamp(versions);
      case "--accept", "--squashed" -> stamping.accept(versions);
      default -> stamping.remove(versions);
    };
  }

  private static List<Version> versions(
      Veery veery, List<String> words, boolean all, @Nullable String mode) {
    List<Version> versions = new ArrayList<>();
    if (all) {
      if (mode == null) {
        for (Migration migration : veery.graph().order()) {
          versions.add(migration.version());
        }
        veery.migrations().repeatables().forEach(r -> versions.add(r.version()));
      } else {
        History history = veery.load().history();
        history.all().forEach(applied -> versions.add(applied.version()));
        if (mode.equals("--remove")) {
          // Accepting all of them would be to pass over what has changed and is to run again.
          history.repeatables().values().forEach(r -> versions.add(r.version()));
        }
      }
      return versions;
    }
    History history = mode == null ? History.EMPTY : veery.load().history();
    for (String word : words) {
      versions.add(veery.find(word, history).version());
    }
    return versions;
  }
}
