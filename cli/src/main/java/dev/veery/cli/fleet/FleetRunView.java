package dev.veery.cli.fleet;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Words;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.fleet.FleetListener;
import dev.veery.postgres.fleet.FleetProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Shows a run over a fleet: a bar with numbers, and a line for what stays. */
public final class FleetRunView implements FleetListener {

  private static final int BAR = 24;
  private static final Duration DELAY = Duration.ofMillis(300);

  /** Failures are listed at the end; so many are shown as they happen. */
  private static final int SHOWN = 20;

  private final Call call;
  private final LiveLine line;
  private final List<Problem> warnings = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger failures = new AtomicInteger();
  private volatile @Nullable FleetProgress now;
  private volatile long beganNanos = System.nanoTime();
  private volatile int finishedBefore = -1;

  public FleetRunView(Call call, LiveLine line) {
    this.call = call;
    this.line = line;
  }

  /** What was odd, for a document that is written at the end. */
  public List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void started(long id, boolean joined, int total) {
    beganNanos = System.nanoTime();
    if (joined) {
      say("joins run " + id + ", which others have begun: " + Words.count(total, "tenant"));
    }
    line.show(this::bar, DELAY);
  }

  @Override
  public void progress(FleetProgress progress) {
    if (finishedBefore < 0) {
      finishedBefore = finished(progress);
    }
    now = progress;
  }

  @Override
  public void wave(int wave, int waves) {
    FleetProgress progress = now;
    say(
        call.terminal().tick()
            + " wave "
            + (wave - 1)
            + " of "
            + waves
            + (progress == null
                ? ""
                : call.terminal()
                    .paint()
                    .dim(
                        "  "
                            + progress.done()
                            + " done"
                            + (progress.failed() == 0
                                ? ""
                                : ", " + progress.failed() + " failed"))));
  }

  @Override
  public void done(String tenant, Duration duration) {
    if (call.verbose()) {
      say(
          call.terminal().tick()
              + " "
              + tenant
              + call.terminal().paint().dim("  " + Words.duration(duration)));
    }
  }

  @Override
  public void failed(String tenant, Problem problem) {
    // Where nobody watches, the list at the end is enough.
    if (!line.live()) {
      return;
    }
    int count = failures.incrementAndGet();
    if (count <= SHOWN || call.verbose()) {
      say(call.terminal().cross() + " " + tenant + "  " + call.secrets().mask(problem.message()));
    } else if (count == SHOWN + 1) {
      say(call.terminal().paint().dim("  further failures are listed by veery fleet status"));
    }
  }

  @Override
  public void putBack(String tenant, Problem problem) {
    if (call.verbose()) {
      say(
          call.terminal().paint().yellow("  " + tenant + " is tried again later")
              + call.terminal().paint().dim("  " + call.secrets().mask(problem.message())));
    }
  }

  @Override
  public void gone(String tenant) {
    say(call.terminal().paint().yellow("  " + tenant + " was dropped before its turn"));
  }

  @Override
  public void warning(Problem problem) {
    warnings.add(problem);
    if (!call.quiet() && !call.json()) {
      line.clear();
      call.problems().showWarning(problem);
      line.show(this::bar, Duration.ZERO);
    }
  }

  private void say(String text) {
    if (!call.quiet() && !call.json()) {
      line.print(text);
    }
  }

  private static int finished(FleetProgress progress) {
    return progress.done() + progress.failed() + progress.gone();
  }

  /** {@code ██████░░░░ 312 of 1000 tenants, 3 failed, 188/s, 4 s left, wave 2 of 4}. */
  private String bar() {
    FleetProgress progress = now;
    if (progress == null || progress.total() == 0) {
      return "looking at the tenants";
    }
    int finished = finished(progress);
    int filled = (int) ((long) BAR * finished / progress.total());
    StringBuilder text = new StringBuilder();
    text.append(call.terminal().symbol("█", "#").repeat(filled));
    text.append(call.terminal().symbol("░", ".").repeat(BAR - filled));
    text.append(' ').append(progress.done()).append(" of ").append(progress.total());
    text.append(" tenants");
    if (progress.failed() > 0) {
      text.append(", ").append(progress.failed()).append(" failed");
    }
    if (progress.locked() > 0) {
      text.append(", ").append(progress.locked()).append(" locked");
    }
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    double rate = (finished - Math.max(0, finishedBefore)) / Math.max(0.001, seconds);
    if (rate > 0 && seconds > 0.5) {
      text.append(", ").append(rate >= 10 ? Long.toString(Math.round(rate)) : oneDigit(rate));
      text.append("/s");
      Duration left = Duration.ofMillis((long) (1000 * (progress.total() - finished) / rate));
      text.append(", ").append(Words.duration(left)).append(" left");
    }
    if (progress.waves() > 1) {
      text.append(", wave ").append(progress.wave()).append(" of ").append(progress.waves());
    }
    return Paint.fit(text.toString(), Math.max(20, call.terminal().width() - 3));
  }

  private static String oneDigit(double number) {
    return String.format(java.util.Locale.ROOT, "%.1f", number);
  }
}
