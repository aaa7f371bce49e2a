package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.Durations;
import dev.veery.engine.config.KnownKeys;
import dev.veery.postgres.monitor.GuardLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code [guard]} says. */
final class GuardSettings {

  private static final List<String> KEYS =
      List.of(
          "max-waiting",
          "max-wait",
          "max-active",
          "max-rollbacks",
          "max-lag",
          "action",
          "patience");

  private final Map<String, String> entries;
  private final List<Problem> problems = new ArrayList<>();

  private GuardSettings(Map<String, String> entries) {
    this.entries = entries;
  }

  /**
   * Reads it.
   *
   * @throws VeeryException with everything that is not understood
   */
  static GuardLimits read(Config config) {
    Map<String, String> entries = config.values().table(ConfigKey.GUARD);
    return entries.isEmpty() ? GuardLimits.NONE : new GuardSettings(entries).read();
  }

  private GuardLimits read() {
    KnownKeys.check("guard", entries, KEYS, problems);
    String action = entries.getOrDefault("action", "pause");
    if (!action.equals("pause") && !action.equals("stop")) {
      wrong("action", "pause or stop");
    }
    Duration patience = duration("patience");
    GuardLimits limits =
        new GuardLimits(
            number("max-waiting"),
            duration("max-wait"),
            number("max-active"),
            number("max-rollbacks"),
            duration("max-lag"),
            action.equals("stop"),
            patience == null ? GuardLimits.NONE.patience() : patience);
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return limits;
  }

  private @Nullable Integer number(String key) {
    String text = entries.get(key);
    try {
      return text == null ? null : Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      wrong(key, "a number");
      return null;
    }
  }

  private @Nullable Duration duration(String key) {
    String text = entries.get(key);
    Duration duration = text == null ? null : Durations.parse(text);
    if (text != null && duration == null) {
      wrong(key, "a duration such as 10s");
    }
    return duration;
  }

  private void wrong(String key, String expected) {
    problems.add(
        new Problem(
            ErrorCode.CONFIG_MALFORMED,
            "guard." + key + " is expected to be " + expected + ", not '" + entries.get(key) + "'",
            ""));
  }
}
