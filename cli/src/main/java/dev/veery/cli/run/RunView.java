package dev.veery.cli.run;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.ProblemText;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.postgres.backfill.BackfillProgress;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.online.Insistence;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session.Notice;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run while it happens: on a terminal one live line below the lines that stay, elsewhere
 * one plain line for each event.
 */
final class RunView implements RunListener {

  /** A live line for what takes less would only flicker. */
  private static final Duration PATIENCE = Duration.ofMillis(150);

  /** Without a terminal, what takes long says so now and then, or a log looks dead. */
  private static final long REMINDER_MILLIS = 15_000;

  private final Call call;
  private final Terminal terminal;
  private final LiveLine line;
  private final ProblemText problems;
  private int total;
  private int finished;
  private volatile long stepBegan = System.nanoTime();
  private volatile String migration = "";
  private volatile String statement = "";
  private volatile @Nullable Activity activity;
  private volatile @Nullable BackfillProgress backfill;
  private long reminded;
  private String toldHolder = "";

  RunView(Call call, LiveLine line, ProblemText problems) {
    this.call = call;
    this.terminal = call.terminal();
    this.line = line;
    this.problems = problems;
  }

  @Override
  public void runStarted(Plan plan) {
    total = plan.migrations().size();
    finished = 0;
  }

  @Override
  public void kept(String backup, int tables, long rows, Duration duration) {
    line.print(
        call.terminal().tick()
            + " kept "
            + Words.count(tables, "table")
            + ", "
            + Words.count(rows, "row")
            + " in "
            + backup
            + ", "
            + Words.duration(duration));
  }

  @Override
  public void waitingForLease(Lease.Holder holder, Duration waited) {
    String what =
        "waiting for "
            + holder.name()
            + ", who runs veery "
            + holder.purpose()
            + " since "
            + Words.time(holder.since());
    if (line.live()) {
      line.show(() -> what + " · " + Words.duration(waited), Duration.ZERO);
    } else if (!toldHolder.equals(holder.name() + holder.since())) {
      toldHolder = holder.name() + holder.since();
      say(what);
    }
  }

  @Override
  public void migrationStarted(PlannedMigration started) {
    migration = started.label();
    statement = "";
    activity = null;
    stepBegan = System.nanoTime();
    reminded = 0;
    line.show(this::now, PATIENCE);
    if (started.resumed()) {
      say(
          terminal.symbol("↻", ">")
              + " "
              + started.label()
              + ": going on where the last run stopped, "
              + Words.count(started.total() - started.remaining(), "statement")
              + " of "
              + started.total()
              + " done");
    }
  }

  @Override
  public void stepsStarted(PlannedMigration of, List<Step> steps) {
    activity = null;
    backfill = null;
    stepBegan = System.nanoTime();
    reminded = 0;
    statement = steps.isEmpty() ? "" : call.secrets().mask(steps.getFirst().summary());
    line.show(this::now, PATIENCE);
    if (call.verbose()) {
      for (Step step : steps) {
        say("  " + terminal.paint().dim(call.secrets().mask(step.summary())));
      }
    }
  }

  @Override
  public void stepRecovered(PlannedMigration of, Step step, String what) {
    say(
        terminal.symbol("↻", ">")
            + " "
            + of.label()
            + ": "
            + call.secrets().mask(step.summary() + ": " + what));
  }

  @Override
  public void notice(PlannedMigration of, Notice notice) {
    boolean remark = notice.severity().equals("NOTICE") || notice.severity().equals("INFO");
    if (!remark || call.verbose() || notice.severity().equals("INFO")) {
      say(
          "  "
              + terminal.paint().yellow(notice.severity().toLowerCase(java.util.Locale.ROOT))
              + ": "
              + notice.message());
    }
  }

  @Override
  public void activity(Activity now) {
    activity = now;
    if (line.live() || now.running().toMillis() < reminded + REMINDER_MILLIS) {
      return;
    }
    reminded = now.running().toMillis();
    say("  still at it after " + Words.duration(now.running()) + ": " + describe(now));
  }

  @Override
  public void backfill(PlannedMigration of, Step step, BackfillProgress progress) {
    backfill = progress;
    long running = (System.nanoTime() - stepBegan) / 1_000_000;
    if (line.live() || running < reminded + REMINDER_MILLIS) {
      return;
    }
    reminded = running;
    say(
        "  backfill "
            + progress.id()
            + " after "
            + Words.duration(Duration.ofMillis(running))
            + ": "
            + BackfillWords.line(terminal, progress));
  }

  @Override
  public void blockerRemoved(Insistence.Removed removed) {
    say(
        "  "
            + terminal.paint().yellow(removed.terminated() ? "ending" : "cancelling")
            + " what is in the way: "
            + removed.who());
  }

  @Override
  public void lockNotFree(PlannedMigration of, Step step, LockWait wait) {
    activity = null;
    String who = wait.waitedFor().isEmpty() ? "" : "; in the way: " + wait.waitedFor();
    String next = "trying again in " + Words.duration(wait.pause());
    String what = of.label() + ": no lock at try " + wait.tries() + who;
    if (line.live()) {
      line.show(() -> what + "; " + next, Duration.ZERO);
    } else {
      say("  " + what + "; " + next + ", for " + Words.duration(wait.left()) + " at most");
    }
  }

  @Override
  public void migrationFinished(PlannedMigration done, Duration duration) {
    finished++;
    line.clear();
    Paint paint = terminal.paint();
    String mark =
        done.direction() == Direction.UP
            ? terminal.tick()
            : paint.green(terminal.symbol("↩", "<-"));
    String count = done.total() == 0 ? "nothing to run" : Words.count(done.total(), "statement");
    say(mark + " " + done.label() + paint.dim("  " + count + ", " + Words.duration(duration)));
  }

  @Override
  public void warning(Problem problem) {
    if (!call.quiet() && !call.json()) {
      line.clear();
      terminal.out().flush();
      problems.showWarning(problem);
      terminal.err().flush();
    }
  }

  @Override
  public void runFinished(RunResult result) {
    line.clear();
  }

  /** What matters most first: a narrow terminal cuts the statement, not how long it takes. */
  private String now() {
    Activity known = activity;
    Duration elapsed = Duration.ofNanos(System.nanoTime() - stepBegan);
    StringBuilder text = new StringBuilder();
    if (total > 1) {
      text.append(finished + 1).append('/').append(total).append(' ');
    }
    text.append(migration).append(" · ").append(Words.duration(elapsed));
    BackfillProgress batches = backfill;
    if (batches != null) {
      return text.append(" · ").append(BackfillWords.line(terminal, batches)).toString();
    }
    if (known != null && !known.waitsFor().isEmpty()) {
      text.append(" · waits for ").append(known.waitsFor());
    }
    if (known != null && known.behind() > 0) {
      text.append(" · ").append(Words.count(known.behind(), "session")).append(" behind us");
    }
    if (known != null && !known.progress().isEmpty()) {
      text.append(" · ").append(known.progress());
    }
    String doing = known == null || known.statement().isEmpty() ? statement : known.statement();
    if (!doing.isEmpty()) {
      text.append(" · ").append(doing);
    }
    return text.toString();
  }

  private static String describe(Activity now) {
    StringBuilder text = new StringBuilder(now.statement());
    if (!now.progress().isEmpty()) {
      text.append(" · ").append(now.progress());
    }
    if (!now.waitsFor().isEmpty()) {
      text.append(" · waits for ").append(now.waitsFor());
    }
    if (!now.holds().isEmpty()) {
      text.append(" · holds ").append(now.holds());
    }
    if (now.behind() > 0) {
      text.append(" · ").append(Words.count(now.behind(), "session")).append(" behind us");
    }
    return text.toString();
  }

  private void say(String text) {
    if (!call.quiet() && !call.json()) {
      line.print(text);
    }
  }
}
