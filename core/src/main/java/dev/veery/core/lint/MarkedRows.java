package dev.veery.core.lint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are marked as deleted.
 *
 * @param columns that mark a row
 * @param otherwise {@code included} or {@code excluded}: what a change of rows does with them where
 *     neither its statement nor its file says so; null where that is not said, and then they are
 *     included
 */
public record MarkedRows(List<String> columns, @Nullable String otherwise) {

  static final MarkedRows NONE = new MarkedRows(List.of(), null);

  public MarkedRows {
    columns = List.copyOf(columns);
  }
}
