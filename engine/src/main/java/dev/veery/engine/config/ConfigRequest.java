package dev.veery.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the caller already knows.
 *
 * @param directory where to start looking for {@code veery.toml}; relative paths in flags and
 *     variables are relative to it
 * @param file the configuration file, where one is named; then nothing is searched
 * @param environment the environment asked for; null leaves it to {@code VEERY_ENV}
 * @param flags what the command line says, by key; several values only for tables
 * @param variables the environment of the process
 */
public record ConfigRequest(
    Path directory,
    @Nullable Path file,
    @Nullable String environment,
    Map<ConfigKey, List<String>> flags,
    Map<String, String> variables) {

  /** The process's own environment, no flags. */
  public static ConfigRequest of(Path directory) {
    return new ConfigRequest(directory, null, null, Map.of(), System.getenv());
  }
}
