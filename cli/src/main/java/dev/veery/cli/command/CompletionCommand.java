package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.reference.Completion;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery completion SHELL}. */
public final class CompletionCommand extends Command {

  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.parameter("SHELL", "1", "bash, zsh or fish."));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes a script that completes commands, options and environment names; it does not start"
            + " Veery while you type.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("source <(veery completion bash)", "in ~/.bashrc"),
        new Example("veery completion zsh > \"${fpath[1]}/_veery\"", "once, for zsh"),
        new Example(
            "veery completion fish > ~/.config/fish/completions/veery.fish", "once, for fish"));
  }

  @Override
  public boolean readsConfig() {
    return false;
  }

  @Override
  public int run(Call call) {
    String shell = Objects.requireNonNull(call.arguments().parameter());
    String script =
        switch (shell) {
          case "bash" -> Completion.bash();
          case "zsh" -> Completion.zsh();
          case "fish" -> Completion.fish();
          default ->
              throw new VeeryException(
                  new Problem(
                      ErrorCode.ARGUMENT_INVALID,
                      "there is no completion for '" + shell + "'",
                      NearMiss.remedy(shell, SHELLS, "it is bash, zsh or fish")));
        };
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("shell", shell);
        json.field("script", script);
      }
    } else {
      call.terminal().out().print(script);
    }
    return ExitCode.OK;
  }
}
