package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.check.CheckAnswer;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.engine.Waiting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery wait}. */
public final class WaitCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter(
            "VERSION",
            "0..1",
            "The migration that has to be applied; without it every migration of the files."));
    spec.addOption(
        Options.text(
            "TIME",
            "Give up after this; by default it waits for as long as it takes.",
            "--timeout"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Waits until the database has the schema that an application needs, and changes nothing: for an"
            + " init container, or in front of the application's own start. A server that does not answer yet"
            + " is waited for, too.",
        "The exit code is 3 when the time is up.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery wait --timeout 5min", "until nothing is pending"),
        new Example("veery wait 20260901121000 && exec ./app", "until one migration is applied"));
  }

  @Override
  public int run(Call call) {
    @Nullable Duration patience =
        call.arguments().text("--timeout") == null
            ? null
            : CheckAnswer.duration(call, "--timeout", Duration.ZERO);
    Waiting.until(
        call.config(),
        call.arguments().parameter(),
        patience,
        missing -> {
          call.say("waiting: " + call.secrets().mask(missing));
          call.terminal().out().flush();
        });
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
      }
    } else {
      call.say(call.terminal().tick() + " the schema is there");
    }
    return ExitCode.OK;
  }
}
