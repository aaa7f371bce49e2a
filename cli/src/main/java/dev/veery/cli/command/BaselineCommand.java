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
import dev.veery.core.migration.Version;
import dev.veery.engine.Veery;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery baseline}. */
public final class BaselineCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.parameter("VERSION", "1", "The version that the database is at."));
    spec.addOption(
        Options.text("TEXT", "What to call it where no file has that version.", "--title"));
    ChangeOptions.addConfirming(spec);
  }

  @Override
  public List<String> description() {
    return List.of(
        "Draws a line in a database that was there before Veery: migrations up to VERSION are never"
            + " run, or where files name parents, VERSION and what it builds on; others are. It is for"
            + " a database without a history.");
  }

  @Override
  public List<Example> examples() {
    return List.of(new Example("veery baseline 20260101000000", "what is older is there already"));
  }

  @Override
  public int run(Call call) {
    String text = Objects.requireNonNull(call.arguments().parameter());
    String command = call.verb().name() + call.arguments().typed();
    Version version;
    boolean ordered;
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      version = veery.audit().refusing(command, () -> draw(call, veery, command, text));
      ordered = veery.graph().linear() || veery.graph().find(version) == null;
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("baseline", version.text());
      }
    } else {
      call.say(
          call.terminal().tick()
              + " baseline "
              + version
              + ": what "
              + (ordered ? "is older" : "it builds on")
              + " will never be run");
    }
    return ExitCode.OK;
  }

  private static Version draw(Call call, Veery veery, String command, String text) {
    Version version = version(veery, text);
    Confirmation.ask(call, () -> call.say("  baseline " + version));
    veery
        .stamping(command)
        .baseline(
            version, Objects.requireNonNullElse(call.arguments().text("--title"), "baseline"));
    return version;
  }

  /** Of a file where one fits; otherwise as typed, as a baseline needs no file. */
  private static Version version(Veery veery, String text) {
    try {
      return veery.graph().resolve(text).version();
    } catch (VeeryException e) {
      if (e.code() != ErrorCode.VERSION_UNKNOWN) {
        throw e;
      }
      return new Version(text);
    }
  }
}
