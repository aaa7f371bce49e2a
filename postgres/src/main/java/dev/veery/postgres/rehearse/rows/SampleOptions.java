package dev.veery.postgres.rehearse.rows;

import java.util.Locale;
import java.util.Set;

/**
 * Which rows to take from the target.
 *
 * @param perTable about how many of each table, besides those that others refer to
 * @param seed the same seed takes the same rows of the same database
 * @param masked columns whose values do not leave the target, as {@code column}, {@code
 *     table.column} or {@code schema.table.column}, in lower case
 */
public record SampleOptions(int perTable, long seed, Set<String> masked) {
  public SampleOptions {
    masked = Set.copyOf(masked);
    if (perTable < 1) {
      throw new IllegalArgumentException("a sample of " + perTable + " rows");
    }
  }

  boolean masks(String schema, String table, String column) {
    return masked.stream().anyMatch(mask -> fits(mask, schema, table, column));
  }

  /** Whether an entry of {@link #masked} means a column. */
  static boolean fits(String mask, String schema, String table, String column) {
    return mask.equals(column.toLowerCase(Locale.ROOT))
        || mask.equals((table + "." + column).toLowerCase(Locale.ROOT))
        || mask.equals((schema + "." + table + "." + column).toLowerCase(Locale.ROOT));
  }
}
