package dev.veery.core.rehearse;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large the relations of the target are, by its own statistics.
 *
 * @param sizes of tables, indexes and materialised views
 */
public record TargetSizes(Map<TracedObject, Size> sizes) {

  public static final TargetSizes UNKNOWN = new TargetSizes(Map.of());

  public TargetSizes {
    sizes = Map.copyOf(sizes);
  }

  /**
   * One relation.
   *
   * @param rows of the last ANALYZE or VACUUM, or what has been counted since the statistics began
   * @param bytes of its main file
   */
  public record Size(long rows, long bytes) {}

  /** Null for what the target does not have, or does not tell. */
  public @Nullable Size of(TracedObject object) {
    return sizes.get(object);
  }
}
