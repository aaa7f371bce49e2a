package dev.veery.cli.run;

import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Words;
import dev.veery.core.backfill.BackfillOptions;

/** What is said about backfills, before and while they run. */
final class BackfillWords {

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
    if (!options.time().equals(usual.time())) {
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
}
