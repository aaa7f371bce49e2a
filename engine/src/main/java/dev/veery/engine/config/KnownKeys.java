package dev.veery.engine.config;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Holds the entries of a table against the settings that it has. */
public final class KnownKeys {

  private KnownKeys() {}

  /**
   * Adds a problem for each entry that is none of the settings.
   *
   * @param table its name, such as {@code doctor}
   */
  public static void check(
      String table, Map<String, String> entries, List<String> known, Collection<Problem> problems) {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_UNKNOWN_KEY,
                table + " has no setting '" + key + "'",
                NearMiss.remedy(key, known, "its settings are " + String.join(", ", known))));
      }
    }
  }
}
