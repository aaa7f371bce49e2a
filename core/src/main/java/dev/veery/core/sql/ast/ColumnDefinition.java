package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of CREATE TABLE or ADD COLUMN.
 *
 * @param name its name
 * @param type null only for a column of a typed table or a partition, which is {@code name WITH
 *     OPTIONS …}
 * @param collation null for that of the type
 * @param storage {@code plain}, {@code external}, {@code extended}, {@code main} or {@code
 *     default}; null where none is given
 * @param compression {@code pglz}, {@code lz4} or {@code default}; null where none is given
 * @param constraints in the order of the text
 * @param span where it stands
 */
public record ColumnDefinition(
    Identifier name,
    @Nullable TypeName type,
    @Nullable QualifiedName collation,
    @Nullable String storage,
    @Nullable String compression,
    List<Constraint> constraints,
    Span span) {
  public ColumnDefinition {
    constraints = List.copyOf(constraints);
  }

  /** The first constraint of a kind, or null. */
  public <C extends Constraint> @Nullable C constraint(Class<C> kind) {
    for (Constraint constraint : constraints) {
      if (kind.isInstance(constraint)) {
        return kind.cast(constraint);
      }
    }
    return null;
  }
}
