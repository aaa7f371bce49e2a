package dev.veery.core.lint.state;

import dev.veery.core.sql.ast.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index.
 *
 * @param name its own, or the one that the server makes
 * @param columns names; an empty text for an expression
 * @param where the condition of a partial index, or null
 */
public record IndexState(
    String name, boolean unique, String method, List<String> columns, @Nullable Expression where) {
  public IndexState {
    columns = List.copyOf(columns);
  }

  /** Whether a search for these columns, in any order, can use it. */
  public boolean leadsWith(List<String> wanted) {
    return columns.size() >= wanted.size() && columns.subList(0, wanted.size()).containsAll(wanted);
  }
}
