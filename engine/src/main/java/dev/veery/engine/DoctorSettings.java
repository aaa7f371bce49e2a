package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.verify.MaintenanceWindow;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.Durations;
import dev.veery.engine.config.KnownKeys;
import dev.veery.postgres.doctor.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code [doctor]} and {@code window} say.
 *
 * @param limits from where on the server's state is worth a remark
 * @param variables of the process that have to be set
 * @param rehearsal the file of the rehearsal, relative to the project; null where none is named
 * @param rehearsalAge how old it may be
 * @param backupAge how old the newest verified backup may be; null where nobody minds
 * @param window null where risky migrations may run at any time
 */
record DoctorSettings(
    Limits limits,
    List<String> variables,
    @Nullable String rehearsal,
    Duration rehearsalAge,
    @Nullable Duration backupAge,
    @Nullable MaintenanceWindow window) {

  private static final List<String> KEYS =
      List.of(
          "long-transaction",
          "lag",
          "connections",
          "variables",
          "rehearsal",
          "rehearsal-age",
          "backup-age");

  DoctorSettings {
    variables = List.copyOf(variables);
  }

  /**
   * Reads them.
   *
   * @throws VeeryException with everything that is not understood
   */
  static DoctorSettings read(Config config) {
    Map<String, String> entries = config.values().table(ConfigKey.DOCTOR);
    List<Problem> problems = new ArrayList<>();
    KnownKeys.check("doctor", entries, KEYS, problems);
    Limits standard = Limits.DEFAULT;
    Limits limits =
        new Limits(
            duration(entries, "long-transaction", standard.longTransaction(), problems),
            duration(entries, "lag", standard.lag(), problems),
            standard.retained(),
            number(entries, "connections", standard.headroom(), problems),
            standard.tables(),
            config.production());
    String variables = entries.getOrDefault("variables", "").strip();
    DoctorSettings settings =
        new DoctorSettings(
            limits,
            variables.isEmpty() ? List.of() : List.of(variables.split("\\s*,\\s*")),
            entries.get("rehearsal"),
            duration(entries, "rehearsal-age", Duration.ofDays(7), problems),
            entries.containsKey("backup-age")
                ? duration(entries, "backup-age", Duration.ofDays(1), problems)
                : null,
            window(config, problems));
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return settings;
  }

  private static @Nullable MaintenanceWindow window(Config config, List<Problem> problems) {
    String text = Objects.requireNonNullElse(config.values().text(ConfigKey.WINDOW), "");
    if (text.isBlank()) {
      return null;
    }
    try {
      return MaintenanceWindow.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "window = \"" + text + "\" cannot be read: " + e.getMessage(),
              "such as \"Sun 02:00-04:00 UTC\" or \"Mon-Fri 22:00-04:00 Europe/Berlin\""));
      return null;
    }
  }

  private static Duration duration(
      Map<String, String> entries, String key, Duration standard, List<Problem> problems) {
    String text = entries.get(key);
    if (text == null) {
      return standard;
    }
    Duration duration = Durations.parse(text);
    if (duration == null) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "doctor." + key + " is expected to be a duration, not '" + text + "'",
              "write the unit: 30s, 5min, 1h, 7d"));
      return standard;
    }
    return duration;
  }

  private static int number(
      Map<String, String> entries, String key, int standard, List<Problem> problems) {
    String text = entries.get(key);
    if (text == null) {
      return standard;
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "doctor." + key + " is expected to be a number, not '" + text + "'",
              ""));
      return standard;
    }
  }
}
