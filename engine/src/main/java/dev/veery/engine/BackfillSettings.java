package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.Durations;
import dev.veery.postgres.backfill.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code [backfill]} of the configuration says. */
final class BackfillSettings {

  private static final List<String> KEYS = List.of("max-lag", "max-waiting", "max-wal", "probe");
  private static final String OFF = "off";

  private final List<Problem> problems = new ArrayList<>();
  private @Nullable Duration lag = Limits.DEFAULT.lag();
  private @Nullable Integer waiting = Limits.DEFAULT.waiting();
  private @Nullable Long wal = Limits.DEFAULT.walBytes();
  private @Nullable String probe = Limits.DEFAULT.probe();

  private BackfillSettings() {}

  /**
   * Reads them.
   *
   * @throws VeeryException with everything that is not understood
   */
  static Limits read(Config config) {
    BackfillSettings settings = new BackfillSettings();
    config.values().table(ConfigKey.BACKFILL).forEach(settings::entry);
    if (!settings.problems.isEmpty()) {
      throw new VeeryException(settings.problems);
    }
    return new Limits(settings.lag, settings.waiting, settings.wal, settings.probe);
  }

  private void entry(String key, String value) {
    boolean off = value.equals(OFF);
    switch (key) {
      case "max-lag" -> {
        lag = off ? null : Durations.parse(value);
        require(off || lag != null, key, "a time such as 10s, or off", value);
      }
      case "max-waiting" -> {
        boolean number = value.matches("[0-9]{1,6}");
        waiting = number ? Integer.valueOf(value) : null;
        require(off || number, key, "a number of sessions, or off", value);
      }
      case "max-wal" -> {
        wal = off ? null : bytes(value);
        require(off || wal != null, key, "bytes per second such as 20MB, or off", value);
      }
      case "probe" -> probe = off || value.isBlank() ? null : value;
      default ->
          problems.add(
              new Problem(
                  ErrorCode.CONFIG_UNKNOWN_KEY,
                  "backfill." + key + " is no setting",
                  NearMiss.remedy(key, KEYS, "it is " + String.join(", ", KEYS))));
    }
  }

  private static @Nullable Long bytes(String value) {
    String text = value.strip().toLowerCase(Locale.ROOT).replace("/s", "").replace(" ", "");
    long unit =
        text.endsWith("kb")
            ? 1L << 10
            : text.endsWith("mb") ? 1L << 20 : text.endsWith("gb") ? 1L << 30 : 0;
    String number = unit == 0 ? "" : text.substring(0, text.length() - 2);
    return number.matches("[0-9]{1,6}") && !number.matches("0+")
        ? Long.valueOf(Long.parseLong(number) * unit)
        : null;
  }

  private void require(boolean understood, String key, String expected, String value) {
    if (!understood) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "backfill." + key + " is expected to be " + expected + ", not '" + value + "'",
              ""));
    }
  }
}
