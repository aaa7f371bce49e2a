package dev.veery.cli.run;

import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.postgres.backfill.BackfillControl.Listed;
import dev.veery.postgres.backfill.BackfillProgress;
import dev.veery.postgres.backfill.BackfillRow;
import dev.veery.postgres.backfill.BackfillState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is said about backfills, before and while they run. */
public final class BackfillWords {

  private static final int BAR = 16;

  private BackfillWords() {}

  /** What its author asks for; what is left to Veery is left out. */
  static String options(BackfillOptions options) {
    StringBuilder text = new StringBuilder();
    BackfillOptions usual = BackfillOptions.DEFAULT;
    if (!options.key().isEmpty()) {
      text.append(", by ").append(String.join(", ", options.key()));
    }
    if (options.batch() != usual.batch()) {
      text.append(", ").append(options.batch()).append(" rows");
    }
    if (options.time().isZero()) {
      text.append(", always as many");
    } else if (!options.time().equals(usual.time())) {
      text.append(", ").append(Words.duration(options.time())).append(" each");
    }
    if (!options.pause().isZero()) {
      text.append(", pause ").append(Words.duration(options.pause()));
    }
    if (options.parallel() > 1) {
      text.append(", ").append(options.parallel()).append(" workers");
    }
    if (options.speed() < 100) {
      text.append(", speed ").append(options.speed()).append(" %");
    }
    return text.toString();
  }

  static void json(JsonOutput json, BackfillOptions options) {
    json.object(
        "backfill",
        () -> {
          json.field("batch", options.batch());
          json.field("timeMillis", options.time().toMillis());
          json.field("pauseMillis", options.pause().toMillis());
          json.field("parallel", options.parallel());
          json.field("speed", options.speed());
          json.texts("key", options.key());
          json.field("trigger", options.trigger());
        });
  }

  /** A bar, how much, how fast, how long still, and what slows it down. */
  public static String line(Terminal terminal, BackfillProgress progress) {
    StringBuilder text = new StringBuilder();
    Long estimate = progress.estimate();
    if (estimate != null && estimate > 0) {
      text.append(bar(terminal, (double) progress.walked() / estimate)).append(' ');
    }
    text.append(share(progress.walked(), estimate));
    if (progress.rate() >= 1) {
      text.append(" · ").append(number(Math.round(progress.rate()))).append(" rows/s");
    }
    if (progress.left() != null) {
      text.append(" · ").append(Words.duration(progress.left())).append(" left");
    }
    if (progress.pass() > 1) {
      text.append(" · walk ").append(progress.pass());
    }
    if (!progress.throttle().isEmpty()) {
      text.append(" · ").append(progress.throttle());
    }
    if (progress.workers() > 1) {
      text.append(" · ").append(progress.workers()).append(" workers");
    }
    return text.append(" · batches of ").append(number(progress.batch())).toString();
  }

  private static String bar(Terminal terminal, double part) {
    int full = (int) Math.round(Math.clamp(part, 0, 1) * BAR);
    return terminal.symbol("█", "#").repeat(full) + terminal.symbol("░", ".").repeat(BAR - full);
  }

  /** {@code 12.4 % of 5.0M rows}; where nobody knows how many there are, how many were walked. */
  public static String share(long walked, @Nullable Long estimate) {
    if (estimate == null || estimate == 0) {
      return number(walked) + " rows";
    }
    // The statistics may be old: never more than all of them.
    double part = Math.min(100.0, 100.0 * walked / estimate);
    return String.format(Locale.ROOT, "%.1f %% of %s rows", part, number(estimate));
  }

  /** {@code 950}, {@code 12.4k}, {@code 5.0M}. */
  private static String number(long number) {
    if (number < 10_000) {
      return Long.toString(number);
    }
    return number < 1_000_000
        ? String.format(Locale.ROOT, "%.1fk", number / 1e3)
        : String.format(Locale.ROOT, "%.1fM", number / 1e6);
  }

  /** Why it is as slow as it is, or by whom it was stopped; empty for nothing. */
  public static String reason(BackfillRow row) {
    boolean said = row.state() == BackfillState.PAUSED || row.state() == BackfillState.CANCELLED;
    if (said && row.saidBy() != null) {
      return "by " + row.saidBy();
    }
    if (!row.throttle().isEmpty()) {
      return row.throttle();
    }
    return row.pacing().speed() < 100 ? "speed " + row.pacing().speed() + " %" : "";
  }

  /** One of the list. */
  public static void json(JsonOutput json, Listed listed) {
    BackfillRow row = listed.backfill();
    json.object(() -> {
      json.field("id", row.id());
      json.field("version", row.version());
      json.field("direction", row.direction());
      json.field("ordinal", row.ordinal());
      json.field("statement", row.summary());
      json.field("table", row.relation());
      json.texts("key", row.keyColumns());
      json.field("state", row.state().word());
      json.field("saidBy", row.saidBy());
      json.field("walk", row.pass());
      json.field("rowsWalked", listed.walked());
      json.field("rowsChanged", listed.changed());
      Long estimate = row.estimate();
      if (estimate == null) {
        json.field("rowsEstimated", (String) null);
      } else {
        json.field("rowsEstimated", estimate.longValue());
      }
      json.field("ranges", listed.ranges());
      json.field("speed", row.pacing().speed());
      json.field("throttle", row.throttle());
      json.field("trigger", row.kept());
      json.field("note", row.note());
    });
  }
}
