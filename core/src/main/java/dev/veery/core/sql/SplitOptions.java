package dev.veery.core.sql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a script is read.
 *
 * @param variables psql variables that are set at the start, as with {@code psql -v name=value}
 * @param placeholders what {@code ${name}} stands for, or null where that is ordinary text
 * @param includes where {@code \i}, {@code \ir} and {@code \copy} find files, or null where there
 *     is no directory to look in: then they are refused
 */
public record SplitOptions(
    Map<String, String> variables,
    @Nullable Map<String, String> placeholders,
    @Nullable Includes includes) {

  /** No variables, no placeholders, no other files. */
  public static final SplitOptions NONE = new SplitOptions(Map.of(), null, null);

  public SplitOptions {
    variables = Map.copyOf(variables);
    placeholders = placeholders == null ? null : Map.copyOf(placeholders);
  }

  /** Files come from {@code project} and below. */
  public SplitOptions in(Includes project) {
    return new SplitOptions(variables, placeholders, project);
  }
}
