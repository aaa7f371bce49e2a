package dev.veery.core.lint.state;

import dev.veery.core.sql.ast.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * A column as far as the migrations tell.
 *
 * @param type null where no migration says it
 * @param notNull whether a constraint that holds for all rows says so
 * @param hasDefault whether an INSERT may leave it out and still get a value: a default, an
 *     identity, a generated column
 * @param generated whether nobody can write it
 */
public record ColumnState(
    String name, @Nullable TypeName type, boolean notNull, boolean hasDefault, boolean generated) {

  ColumnState named(String to) {
    return new ColumnState(to, type, notNull, hasDefault, generated);
  }

  ColumnState typed(TypeName to) {
    return new ColumnState(name, to, notNull, hasDefault, generated);
  }

  ColumnState withNotNull(boolean to) {
    return new ColumnState(name, type, to, hasDefault, generated);
  }

  ColumnState withDefault(boolean to) {
    return new ColumnState(name, type, notNull, to, generated);
  }
}
