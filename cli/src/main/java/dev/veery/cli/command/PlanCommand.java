package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.RunFlow;
import dev.veery.cli.run.Targets;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.Target;
import dev.veery.engine.Planning;
import dev.veery.engine.Veery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery plan}. */
public final class PlanCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    Targets.addUp(spec);
    ChangeOptions.addUp(spec);
    spec.addOption(Options.flag("Plan taking back the last batch instead.", "--down"));
    spec.addOption(Options.number("N", "With --down: this batch.", "--batch"));
    spec.addOption(
        Options.flag(
            "Write a script for psql that does it all, records in the journal included.", "--sql"));
    spec.addOption(Options.text("FILE", "With --sql: write it to FILE.", "--output", "-o"));
    spec.addOption(Options.flag("Exit with 1 when there is something to run.", "--check"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Shows what veery up would run, statement by statement, and changes nothing.",
        "With --sql it writes a script that a database administrator can read, sign off and run with"
            + " psql; it leaves the same tables and the same journal as veery up would.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery plan", "what is pending"),
        new Example("veery plan --env production --sql -o release.sql", "a script for a DBA"),
        new Example("veery plan --down", "what veery rollback would run"));
  }

  @Override
  public int run(Call call) throws IOException {
    Targets.Typed<? extends Target> target = target(call);
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      RunFlow flow = new RunFlow(call, veery);
      Planning planning = flow.plan(target.of(veery), ChangeOptions.of(call.arguments()));
      return switch (planning.result()) {
        case Plan.Result.UpToDate none -> flow.upToDate("nothing to run");
        case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
        case Plan.Result.Ready ready -> {
          if (call.arguments().has("--sql")) {
            write(call, withoutSecrets(call, veery.script(planning)));
          } else {
            flow.show(ready.plan());
          }
          yield call.arguments().has("--check") ? ExitCode.FOUND : ExitCode.OK;
        }
      };
    }
  }

  private static Targets.Typed<? extends Target> target(Call call) {
    boolean batch = call.arguments().isGiven("--batch");
    if (!call.arguments().has("--down")) {
      if (batch) {
        throw new VeeryException(
            new Problem(ErrorCode.ARGUMENT_INVALID, "--batch belongs to --down", ""));
      }
      return Targets.up(call);
    }
    String given = ChangeOptions.oneOf(call.arguments(), "--batch", "--to", "--steps", "--name");
    if (given == null) {
      return veery -> new Target.Down.LastBatch();
    }
    if (!given.equals("--batch")) {
      return Targets.down(call.arguments());
    }
    int number = ChangeOptions.positive(call.arguments(), "--batch");
    return veery -> new Target.Down.Batch(number);
  }

  /** A script with a mask in the place of a password would set that as the password. */
  private static String withoutSecrets(Call call, String script) {
    String source = call.config().secretIn(script);
    if (source != null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.SCRIPT_HAS_SECRET,
              "the script would have a secret in it, by " + source,
              "run it with veery up, or give it a value that is no secret"));
    }
    return script;
  }

  private static void write(Call call, String script) throws IOException {
    String output = call.arguments().text("--output");
    if (output == null && call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("script", script);
      }
      return;
    }
    if (output == null) {
      call.terminal().out().print(script);
      return;
    }
    Path file = call.directory().resolve(output);
    try {
      Files.writeString(file, script);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot write " + output + ": " + e.getMessage(), ""),
          e);
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.texts("written", List.of(output));
      }
    }
    call.say(call.terminal().tick() + " " + output);
  }
}
