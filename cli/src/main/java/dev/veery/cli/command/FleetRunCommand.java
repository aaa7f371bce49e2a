package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.fleet.FleetResultView;
import dev.veery.cli.fleet.FleetRunView;
import dev.veery.cli.fleet.FleetStatusView;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.run.Interrupt;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.FleetNotes;
import dev.veery.engine.Veery;
import dev.veery.engine.fleet.Fleet;
import dev.veery.engine.fleet.FleetOptions;
import dev.veery.engine.fleet.FleetResult;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery fleet up}, {@code fleet resume}, {@code fleet rollback}. */
public final class FleetRunCommand extends Command {

  /** Which of them. */
  public enum Action {
    UP,
    RESUME,
    ROLLBACK
  }

  private final Action action;

  public FleetRunCommand(Action action) {
    this.action = action;
  }

  @Override
  public void describe(CommandSpec spec) {
    if (action == Action.UP) {
      spec.addOption(
          Options.text(
              "PART",
              "Who goes first: a part such as 1%, a number, or names; growing waves follow.",
              "--canary"));
      spec.addOption(Options.flag("Only tenants that failed the last time.", "--only-failed"));
      spec.addOption(
          Options.flag(
              "Also run migrations that are older than an applied one.", "--allow-out-of-order"));
      spec.addOption(Options.flag("Show which tenants are behind, and stop.", "--dry-run"));
    }
    if (action == Action.ROLLBACK) {
      spec.addOption(
          Options.number("N", "The run to take back; the newest up by default.", "--run"));
    }
    if (action == Action.RESUME) {
      spec.addOption(
          Options.flag("End the paused run; tenants not reached stay as they are.", "--abandon"));
    }
    if (action != Action.RESUME) {
      spec.addOption(
          Options.texts("NAME", "Only this tenant; may be given several times.", "--tenant"));
    }
    spec.addOption(
        Options.number(
            "N", "End the run when more tenants than these have failed.", "--max-failures"));
    spec.addOption(Options.number("N", "How many tenants at a time.", "--parallel"));
    ChangeOptions.addConfirming(spec);
  }

  @Override
  public List<String> description() {
    return switch (action) {
      case UP ->
          List.of(
              "Brings every tenant that is behind up to date. Each has a transaction of its own, in which"
                  + " names are those of this tenant and of nobody else; a statement that PostgreSQL refuses"
                  + " inside a transaction runs alone.",
              "A tenant that fails stays as it was and does not stop the others; --max-failures says when"
                  + " enough have. With --canary a few go first, then more with each wave, with the probe of"
                  + " [fleet] asked in between.",
              "Several machines may run it at once: they take tenants from one queue, and those of a machine"
                  + " that died. At the end the schemas are compared, and tenants that differ are named.");
      case RESUME ->
          List.of(
              "Goes on with a run that was paused by veery fleet pause or by the probe between two"
                  + " waves, or ends it.");
      case ROLLBACK ->
          List.of(
              "Takes back what a run has applied, in every tenant that still has what it made of it, each in"
                  + " its own transaction; a tenant that the run left alone is left alone.");
    };
  }

  @Override
  public List<Example> examples() {
    return switch (action) {
      case UP ->
          List.of(
              new Example("veery fleet up", "every tenant that is behind"),
              new Example("veery fleet up --canary 1% --max-failures 3", "carefully"),
              new Example("veery fleet up --only-failed", "those that failed, once more"));
      case RESUME ->
          List.of(
              new Example("veery fleet resume", "go on"),
              new Example("veery fleet resume --abandon", "leave it at that"));
      case ROLLBACK ->
          List.of(
              new Example("veery fleet rollback", "the newest run"),
              new Example("veery fleet rollback --tenant acme", "in one tenant only"));
    };
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      Fleet fleet = veery.fleet();
      if (call.arguments().has("--abandon")) {
        return abandon(call, fleet);
      }
      if (call.arguments().has("--dry-run")) {
        FleetStatusView.tell(call, fleet.status());
        return ExitCode.OK;
      }
      Confirmation.ask(call, () -> FleetStatusView.print(call, fleet.status()));
      return run(call, veery, fleet);
    }
  }

  private int run(Call call, Veery veery, Fleet fleet) {
    FleetResult result;
    List<Problem> warnings;
    try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json());
        Interrupt interrupt = Interrupt.calling(fleet::interrupt)) {
      FleetRunView view = new FleetRunView(call, line);
      line.show(() -> "asking " + call.config().database(), Duration.ofMillis(300));
      FleetOptions options = options(call);
      Long run = action == Action.ROLLBACK ? runId(call) : null;
      result =
          FleetNotes.of(
              veery,
              options.command(),
              problem -> call.warn(problem.message()),
              () ->
                  switch (action) {
                    case UP -> fleet.up(options, view);
                    case RESUME -> fleet.resume(options, view);
                    case ROLLBACK -> fleet.rollback(run, options, view);
                  });
      warnings = view.warnings();
    }
    return FleetResultView.tell(
        call,
        result,
        action == Action.ROLLBACK
            ? "nothing to do: no tenant has anything of that run"
            : "nothing to do: " + Words.count(result.progress().done(), "tenant") + " up to date",
        warnings);
  }

  private static int abandon(Call call, Fleet fleet) {
    OpenRun ended = fleet.abandon();
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("abandoned", ended != null);
      }
      return ExitCode.OK;
    }
    call.say(
        ended == null
            ? "no run is open"
            : call.terminal().tick() + " run " + ended.id() + " is over");
    return ExitCode.OK;
  }

  private static @Nullable Long runId(Call call) {
    Integer number = notNegative(call, "--run", 1);
    return number == null ? null : Long.valueOf(number);
  }

  private static FleetOptions options(Call call) {
    List<String> tenants = new ArrayList<>();
    for (String given : call.arguments().texts("--tenant")) {
      tenants.addAll(List.of(given.split("\\s*,\\s*")));
    }
    return new FleetOptions(
        call.verb().name() + call.arguments().typed(),
        tenants,
        call.arguments().has("--only-failed"),
        call.arguments().text("--canary"),
        notNegative(call, "--max-failures", 0),
        notNegative(call, "--parallel", 1),
        call.arguments().has("--allow-out-of-order"));
  }

  private static @Nullable Integer notNegative(Call call, String option, int least) {
    Integer number = call.arguments().number(option);
    if (number != null && number < least) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              option + " is expected to be " + least + " or more, not " + number,
              ""));
    }
    return number;
  }
}
