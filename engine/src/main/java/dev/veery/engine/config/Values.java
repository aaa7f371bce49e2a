package dev.veery.engine.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that have no component of their own in {@link Config}, understood according to their
 * kind. Whoever owns a setting asks for it by its key.
 */
public final class Values {

  /** Boolean, Integer, Duration, Path, List, Map or String, as the key's kind says. */
  private final Map<ConfigKey, Object> values;

  Values(Map<ConfigKey, Object> values) {
    this.values = new EnumMap<>(ConfigKey.class);
    this.values.putAll(values);
  }

  /** Null where nothing is said. */
  public @Nullable String text(ConfigKey key) {
    return (String) values.get(key);
  }

  /** What stands between commas; empty where nothing is said. */
  public List<String> list(ConfigKey key) {
    String text = text(key);
    if (text == null || text.isBlank()) {
      return List.of();
    }
    return List.of(text.strip().split("\\s*,\\s*"));
  }

  /** False where nothing is said. */
  public boolean flag(ConfigKey key) {
    return values.get(key) instanceof Boolean set && set;
  }

  public boolean flag(ConfigKey key, boolean otherwise) {
    return values.get(key) instanceof Boolean set ? set : otherwise;
  }

  /** Null where nothing is said. */
  public @Nullable Integer integer(ConfigKey key) {
    return (Integer) values.get(key);
  }

  /** Null where nothing is said. */
  public @Nullable Duration duration(ConfigKey key) {
    return (Duration) values.get(key);
  }

  /** Null where nothing is said. */
  public @Nullable Path path(ConfigKey key) {
    return (Path) values.get(key);
  }

  /** The entries of a table, in the order of the file; empty where nothing is said. */
  @SuppressWarnings("unchecked") // written by ConfigReader, which goes by the same kind
  public Map<String, String> table(ConfigKey key) {
    return (Map<String, String>) values.getOrDefault(key, Map.of());
  }

  /** The same with nothing said about a key. */
  Values without(ConfigKey key) {
    Values rest = new Values(Map.of());
    rest.values.putAll(values);
    rest.values.remove(key);
    return rest;
  }
}
