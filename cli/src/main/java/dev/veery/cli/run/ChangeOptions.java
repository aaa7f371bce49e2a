package dev.veery.cli.run;

import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Options;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlanRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options of verbs that plan or run, and what they mean for the planner. */
public final class ChangeOptions {

  private ChangeOptions() {}

  /** Options that decide how anything is run. */
  public static void addRunning(CommandSpec spec) {
    spec.addOption(Options.flag("Show what would run, and stop.", "--dry-run"));
    addConfirming(spec);
    spec.addOption(
        Options.text(
            "TIME",
            "How long to wait for another runner; by default for as long as it takes.",
            "--wait"));
  }

  /** For whatever changes an environment. */
  public static void addConfirming(CommandSpec spec) {
    spec.addOption(
        Options.flag("Do not ask for the name of a production environment.", "--yes", "-y"));
  }

  /** Options of plans that apply. */
  public static void addUp(CommandSpec spec) {
    spec.addOption(Options.flag("All of it in one transaction, or nothing runs.", "--atomic"));
    spec.addOption(
        Options.flag(
            "Also run migrations that are older than an applied one.", "--allow-out-of-order"));
    spec.addOption(
        Options.flag(
            "Run every statement as it is written, also in a production environment.",
            "--no-online"));
    addUndecided(spec);
  }

  /** Options of plans that take back. */
  public static void addDown(CommandSpec spec) {
    spec.addOption(
        Options.flag(
            "Use the down scripts that the journal kept, even where the files have others.",
            "--from-journal"));
    if (!has(spec, "--atomic")) {
      spec.addOption(Options.flag("All of it in one transaction, or nothing runs.", "--atomic"));
    }
    if (!has(spec, "--rerun-undecided")) {
      addUndecided(spec);
    }
  }

  private static void addUndecided(CommandSpec spec) {
    spec.addOption(
        Options.flag(
            "Run a statement again of which nobody can tell whether it happened.",
            "--rerun-undecided"));
    spec.addOption(Options.flag("Take such a statement as done.", "--skip-undecided"));
  }

  private static boolean has(CommandSpec spec, String option) {
    return spec.optionsMap().containsKey(option);
  }

  /** For the planner; an option that a verb does not have is off. */
  public static PlanRequest.Options of(Arguments arguments) {
    return new PlanRequest.Options(
        arguments.has("--allow-out-of-order"),
        arguments.has("--atomic"),
        arguments.has("--from-journal"),
        arguments.has("--rerun-undecided"),
        arguments.has("--skip-undecided"));
  }

  /**
   * The one option of several that is given, or null.
   *
   * @throws VeeryException when two are
   */
  public static @Nullable String oneOf(Arguments arguments, String... options) {
    List<String> given = new ArrayList<>();
    for (String option : options) {
      if (arguments.isGiven(option)) {
        given.add(option);
      }
    }
    if (given.size() > 1) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              String.join(" and ", given) + " contradict each other",
              "give one of them"));
    }
    return given.isEmpty() ? null : given.getFirst();
  }

  /**
   * A count that is at least one.
   *
   * @throws VeeryException when it is not
   */
  public static int positive(Arguments arguments, String option) {
    Integer number = arguments.number(option);
    if (number == null || number < 1) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              option + " is expected to be 1 or more, not " + number,
              ""));
    }
    return number;
  }
}
