package dev.veery.engine.health;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code [health]} says.
 *
 * @param probes in the order of the file
 * @param timeout of one try
 * @param retries after the first try
 * @param pause between two tries
 * @param slower how many times as slow as before a query may become
 */
public record HealthSettings(
    List<Probe> probes, Duration timeout, int retries, Duration pause, double slower) {

  public HealthSettings {
    probes = List.copyOf(probes);
  }

  /**
   * Reads it.
   *
   * @throws VeeryException with everything that is not understood
   */
  public static HealthSettings read(Config config) {
    Map<String, String> entries = config.values().table(ConfigKey.HEALTH);
    List<Problem> problems = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    Duration timeout = Duration.ofSeconds(5);
    Duration pause = Duration.ofSeconds(1);
    int retries = 2;
    double slower = 2;
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      String value = entry.getValue();
      try {
        switch (entry.getKey()) {
          case "timeout" -> timeout = duration(value);
          case "pause" -> pause = duration(value);
          case "retries" -> retries = Integer.parseInt(value.strip());
          case "slower" -> slower = Double.parseDouble(value.strip());
          default -> probes.add(Probe.parse(entry.getKey(), value));
        }
      } catch (IllegalArgumentException e) {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_MALFORMED,
                "health." + entry.getKey() + " cannot be read: " + e.getMessage(),
                "see docs/guides/checks.md"));
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new HealthSettings(probes, timeout, Math.max(0, retries), pause, slower);
  }

  private static Duration duration(String text) {
    Duration duration = Durations.parse(text);
    if (duration == null) {
      throw new IllegalArgumentException("'" + text + "' is no duration such as 5s");
    }
    return duration;
  }
}
