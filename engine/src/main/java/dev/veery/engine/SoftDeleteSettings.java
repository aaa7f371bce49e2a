package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code [soft-delete]} of the configuration says.
 *
 * @param column the column that marks a row as deleted; empty where nothing is configured
 * @param rows {@code included} or {@code excluded}: what a change of rows does with marked ones
 *     where it does not say so itself; empty where that is not said, and then they are included
 */
record SoftDeleteSettings(String column, String rows) {

  private static final List<String> KEYS = List.of("column", "rows");

  /**
   * Reads them.
   *
   * @throws VeeryException with everything that is not understood
   */
  static SoftDeleteSettings of(Config config) {
    Map<String, String> entries = config.values().table(ConfigKey.SOFT_DELETE);
    List<Problem> problems = new ArrayList<>();
    for (String key : entries.keySet()) {
      if (!KEYS.contains(key)) {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_UNKNOWN_KEY,
                "soft-delete." + key + " is no setting",
                NearMiss.remedy(key, KEYS, "it is " + String.join(", ", KEYS))));
      }
    }
    String column = entries.getOrDefault("column", "").strip();
    String rows = entries.getOrDefault("rows", "").strip();
    if (!List.of("", "included", "excluded").contains(rows)) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "soft-delete.rows is included or excluded, not '" + rows + "'",
              ""));
    }
    if (column.isEmpty() && !entries.isEmpty() && problems.isEmpty()) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "[soft-delete] does not name the column that marks a row as deleted",
              "such as column = \"deleted_at\""));
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new SoftDeleteSettings(column, rows);
  }
}
