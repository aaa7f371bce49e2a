package dev.veery.postgres.rehearse.rows;

import dev.veery.core.sql.Identifiers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the rows that are there already new rows keep to: a second tenant's orders refer to
 * the second tenant's customers.
 *
 * @param parents for a table, by its qualified name as SQL, the condition that its rows have to
 *     pass to be referred to; the table is called {@code veery_row} in it
 * @param pinned for a table, by its qualified name as SQL, the columns that have one value in all
 *     new rows, by name, as text
 * @param firstKey where keys that are counted begin, so that they are not those of earlier rows
 */
public record RowScope(
    Map<String, String> parents, Map<String, Map<String, String>> pinned, long firstKey) {

  /** Every row may be referred to, and keys begin at the beginning. */
  public static final RowScope ALL = new RowScope(Map.of(), Map.of(), 0);

  public RowScope {
    parents = Map.copyOf(parents);
    Map<String, Map<String, String>> copy = new HashMap<>();
    pinned.forEach((table, columns) -> copy.put(table, Map.copyOf(columns)));
    pinned = Map.copyOf(copy);
  }

  /** The one value of a column; null where it may have any. */
  @Nullable String pinned(String table, String column) {
    return pinned.getOrDefault(table, Map.of()).get(column);
  }

  /** The same question for a column by its name as SQL. */
  boolean isPinned(String table, String column) {
    return pinned.getOrDefault(table, Map.of()).keySet().stream()
        .anyMatch(name -> Identifiers.quote(name).equals(column));
  }
}
