package dev.veery.cli.run;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.ProblemText;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.engine.config.Secrets;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.ServerError;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Why a run stopped, and what of it stays: the two questions of whoever sees it. */
public final class FailureView {

  private static final int MOST_LINES = 12;

  private FailureView() {}

  public static void show(Call call, ProblemText problems, RunResult.Failed failed) {
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    PrintStream err = terminal.err();
    Secrets secrets = call.config().secrets();
    RunResult.Failure failure = failed.failure();
    err.println();
    problems.show(failure.problem());
    ServerError error = failure.error();
    // A check says in its message what it has found; how it looked for it helps nobody.
    boolean check = error != null && error.sqlState().equals("VE003");
    if (!check
        && !failure.statement().isBlank()
        && !problems.quotes(failure.problem(), failure.statement().strip())) {
      err.println("  " + paint.dim("statement:"));
      for (String line : shortened(failure.statement())) {
        err.println("    " + secrets.mask(line));
      }
    }
    if (error != null && !check) {
      detail(terminal, secrets, "detail", error.detail());
      detail(terminal, secrets, "where", error.where());
      if (!error.sqlState().isBlank()) {
        err.println("  " + paint.dim("SQLSTATE " + error.sqlState()));
      }
    }
    err.println();
    outcome(call, failed);
  }

  private static void outcome(Call call, RunResult.Failed failed) {
    Terminal terminal = call.terminal();
    PrintStream err = terminal.err();
    Paint paint = terminal.paint();
    RunResult.Failure failure = failed.failure();
    done(terminal, failed, Direction.DOWN, "taken back before it: ");
    done(terminal, failed, Direction.UP, "applied before it, and stays: ");
    PlannedMigration migration = failure.migration();
    if (migration != null) {
      boolean batches = isInBackfill(failure, migration);
      String state =
          failure.committed() == 0
              ? batches
                  ? "batches that are done stay; the next veery "
                      + again(call, migration)
                      + " goes on behind them"
                  : "nothing of it stays"
              : failure.committed() == migration.total()
                  ? "all of it is committed and stays"
                  : Words.count(failure.committed(), "statement")
                      + " of "
                      + migration.total()
                      + " committed and stay; the next veery "
                      + again(call, migration)
                      + " goes on behind them";
      String undone =
          failure.rolledBack() == 0
              ? ""
              : " (" + Words.count(failure.rolledBack(), "statement") + " rolled back)";
      err.println(terminal.cross() + " " + paint.bold(migration.label()) + ": " + state + undone);
    }
    if (!failed.undone().isEmpty()) {
      err.println(terminal.cross() + " rolled back with it: " + named(failed, failed.undone()));
    }
    if (!failed.pending().isEmpty()) {
      err.println(
          paint.dim(terminal.symbol("·", "-"))
              + " not reached: "
              + named(failed, failed.pending()));
    }
    List<String> away = takenBackOnly(failed);
    if (!away.isEmpty()) {
      err.println(
          paint.dim(terminal.symbol("·", "-"))
              + " pending now: "
              + listed(away)
              + "; veery up applies what is pending");
    }
  }

  private static void done(
      Terminal terminal, RunResult.Failed failed, Direction direction, String words) {
    List<String> names = new ArrayList<>();
    for (RunResult.Done done : failed.done()) {
      if (done.direction() == direction) {
        names.add(done.label());
      }
    }
    if (!names.isEmpty()) {
      terminal.err().println(terminal.tick() + " " + words + listed(names));
    }
  }

  /** By their labels, and with the direction where it is another than that of the failed one. */
  private static String named(RunResult.Failed failed, List<PlannedMigration> migrations) {
    PlannedMigration at = failed.failure().migration();
    List<String> names = new ArrayList<>();
    for (PlannedMigration migration : migrations) {
      boolean same = at == null || at.direction() == migration.direction();
      names.add(migration.label() + (same ? "" : " (" + migration.direction().word() + ")"));
    }
    return listed(names);
  }

  /** What was to be applied again and is not, oldest first; begun ones go on by themselves. */
  private static List<String> takenBackOnly(RunResult.Failed failed) {
    PlannedMigration at = failed.failure().migration();
    boolean redo =
        at != null && at.direction() == Direction.UP
            || failed.pending().stream().anyMatch(m -> m.direction() == Direction.UP);
    List<String> names = new ArrayList<>();
    for (RunResult.Done done : redo ? failed.done() : List.<RunResult.Done>of()) {
      if (done.direction() == Direction.DOWN) {
        names.addFirst(done.label());
      } else {
        names.remove(done.label());
      }
    }
    if (at != null && failed.failure().committed() > 0) {
      names.remove(at.label());
    }
    return names;
  }

  /** Whether it stopped in a statement of which some batches may be done. */
  private static boolean isInBackfill(RunResult.Failure failure, PlannedMigration migration) {
    // Refused before the first batch: by Veery, or by the server that does not understand it.
    boolean refused =
        switch (failure.problem().code()) {
          case BACKFILL_UNSUITABLE,
              BACKFILL_KEY_ABSENT,
              BACKFILL_EXPRESSION,
              BACKFILL_PROBE_FAILED ->
              true;
          default -> failure.error() != null && failure.error().sqlState().startsWith("42");
        };
    if (refused) {
      return false;
    }
    int before = failure.committed() - (migration.total() - migration.remaining());
    for (Segment segment : migration.segments()) {
      if (before == 0) {
        return segment instanceof Segment.Backfill;
      }
      before -= segment.steps().size();
    }
    return false;
  }

  /** The verb that goes on; a phase of a change has its own. */
  private static String again(Call call, PlannedMigration migration) {
    return switch (call.verb().name()) {
      case "expand", "contract", "abort", "purge" -> call.verb().name();
      default -> migration.direction().word();
    };
  }

  private static String listed(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 2)) + " and " + (names.size() - 2) + " more";
  }

  private static void detail(Terminal terminal, Secrets secrets, String name, String text) {
    if (!text.isEmpty()) {
      terminal
          .err()
          .println(
              "  "
                  + terminal.paint().dim(name + ":")
                  + " "
                  + secrets.mask(text).replace("\n", "\n    "));
    }
  }

  private static List<String> shortened(String statement) {
    List<String> lines = statement.strip().lines().toList();
    if (lines.size() <= MOST_LINES) {
      return lines;
    }
    List<String> result = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
    result.add("… " + (lines.size() - MOST_LINES + 1) + " more lines");
    return result;
  }
}
