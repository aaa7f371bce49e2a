package dev.veery.engine.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of a TOML file, whoever read it. A value is a String, a Long, a Boolean, a List, a
 * TomlTree for a table within, or an object of tomlj's that no setting can be.
 */
final class TomlTree {

  /**
   * @param line of the key, or of the header that first names the table; from 1
   * @param column from 1
   */
  record Entry(Object value, int line, int column) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** In the order of the file. */
  Set<String> keys() {
    return entries.keySet();
  }

  @Nullable Object get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  /** What stands at the end of a path of keys that starts in this table. */
  @Nullable Entry at(List<String> path) {
    TomlTree table = this;
    Entry entry = null;
    for (int i = 0; i < path.size(); i++) {
      if (i > 0) {
        if (entry == null || !(entry.value() instanceof TomlTree inner)) {
          return null;
        }
        table = inner;
      }
      entry = table.entries.get(path.get(i));
    }
    return entry;
  }

  /** False if the key is there already. */
  boolean add(String key, Object value, int line, int column) {
    return entries.putIfAbsent(key, new Entry(value, line, column)) == null;
  }
}
