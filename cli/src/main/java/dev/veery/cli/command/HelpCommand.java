package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.Verbs;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.args.Verb;
import dev.veery.cli.reference.Help;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery help [COMMAND]}. */
public final class HelpCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.parameter("COMMAND", "0..*", "The command to explain."));
  }

  @Override
  public List<String> description() {
    return List.of("Explains a command, or lists all of them.");
  }

  @Override
  public boolean readsConfig() {
    return false;
  }

  @Override
  public int run(Call call) {
    List<String> words = call.arguments().parameters();
    if (words.isEmpty() && call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("commands", () -> Verbs.ALL.forEach(verb -> Help.json(json, verb)));
      }
      return ExitCode.OK;
    }
    if (words.isEmpty()) {
      Help.overview(call.terminal(), Verbs.ALL);
      return ExitCode.OK;
    }
    String name = String.join(" ", words);
    Verb verb = Verbs.find(name);
    List<Verb> group = Verbs.within(name);
    if (verb == null && !group.isEmpty()) {
      if (call.json()) {
        try (JsonOutput json = call.jsonOutput()) {
          json.field("ok", true);
          json.list("commands", () -> group.forEach(one -> Help.json(json, one)));
        }
      } else {
        Help.overview(call.terminal(), group);
      }
      return ExitCode.OK;
    }
    if (verb == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "there is no command '" + name + "'",
              NearMiss.remedy(name, Verbs.words(), "veery help lists the commands")));
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        Help.json(json, verb, Verbs.create(verb));
      }
    } else {
      Help.command(call.terminal(), verb, Verbs.create(verb));
    }
    return ExitCode.OK;
  }
}
