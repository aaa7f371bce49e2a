package dev.veery.cli.check;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.config.Durations;
import java.time.Duration;

/** From a report to what is shown and the exit code. */
public final class CheckAnswer {

  private CheckAnswer() {}

  /**
   * Shows it.
   *
   * @return 1 when something is in the way, with {@code --strict} also for a warning
   */
  public static int give(Call call, CheckReport report) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        CheckJson.fields(json, report);
      }
    } else {
      new CheckText(call).write(report);
    }
    boolean strict = call.arguments().has("--strict") && report.count(Level.WARNING) > 0;
    return report.passed() && !strict ? ExitCode.OK : ExitCode.FOUND;
  }

  /**
   * What an option says.
   *
   * @throws VeeryException when that is no duration
   */
  public static Duration duration(Call call, String option, Duration standard) {
    String text = call.arguments().text(option);
    if (text == null) {
      return standard;
    }
    Duration duration = Durations.parse(text);
    if (duration == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              option + " is expected to be a duration, not '" + text + "'",
              "write the unit: 500ms, 30s, 5min"));
    }
    return duration;
  }
}
