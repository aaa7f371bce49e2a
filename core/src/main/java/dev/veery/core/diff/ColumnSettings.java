package dev.veery.core.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be set for a column beside its definition.
 *
 * @param statistics -1 where it is the server's default
 * @param storage empty where it is the type's own
 * @param compression empty where it is the server's default
 * @param options such as {@code n_distinct}
 */
record ColumnSettings(
    int statistics, String storage, String compression, Map<String, String> options) {

  static final ColumnSettings NONE = new ColumnSettings(-1, "", "", Map.of());

  private static final int SINCE_STORAGE_DEFAULT = 16;

  /** Types of variable length whose own storage is not EXTENDED ({@code pg_type.dat}). */
  private static final Set<String> MAIN = Set.of("numeric", "inet", "cidr");

  private static final Set<String> PLAIN = Set.of("oidvector", "int2vector", "cstring");

  /**
   * @param alter everything before SET
   */
  static List<String> change(
      int major, String alter, String type, ColumnSettings before, ColumnSettings after) {
    var statements = new ArrayList<String>();
    if (before.statistics != after.statistics) {
      statements.add(alter + " SET STATISTICS " + after.statistics);
    }
    if (!before.storage.equals(after.storage)) {
      statements.add(
          alter + " SET STORAGE " + (after.storage.isEmpty() ? own(major, type) : after.storage));
    }
    if (!before.compression.equals(after.compression)) {
      statements.add(
          alter
              + " SET COMPRESSION "
              + (after.compression.isEmpty() ? "default" : after.compression));
    }
    statements.addAll(OptionChanges.storage(alter, before.options, after.options));
    return statements;
  }

  private static String own(int major, String type) {
    if (major >= SINCE_STORAGE_DEFAULT) {
      return "DEFAULT";
    }
    int modifier = type.indexOf('(');
    String base = modifier < 0 || type.endsWith("[]") ? type : type.substring(0, modifier);
    return MAIN.contains(base) ? "MAIN" : PLAIN.contains(base) ? "PLAIN" : "EXTENDED";
  }
}
