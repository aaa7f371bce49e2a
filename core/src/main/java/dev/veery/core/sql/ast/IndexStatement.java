package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about indexes. Dropping is {@link ObjectStatement.Drop}. */
public sealed interface IndexStatement extends SqlStatement {

  /**
   * One column or expression of an index.
   *
   * @param column its name, or null for an expression
   * @param expression the column or expression, without parentheses around it
   * @param opclass null for the default one
   * @param order {@code asc}, {@code desc} or null
   * @param nulls {@code first}, {@code last} or null
   */
  record Element(
      @Nullable Identifier column,
      Expression expression,
      @Nullable QualifiedName collation,
      @Nullable QualifiedName opclass,
      @Nullable String order,
      @Nullable String nulls) {}

  /**
   * CREATE INDEX.
   *
   * @param name null where the server makes one
   * @param only whether partitions are left out
   * @param method {@code btree} where none is named
   * @param include the columns of {@code INCLUDE}
   * @param where the condition of a partial index, or null
   */
  record CreateIndex(
      boolean unique,
      boolean concurrently,
      boolean ifNotExists,
      @Nullable QualifiedName name,
      boolean only,
      QualifiedName table,
      String method,
      List<Element> elements,
      List<Identifier> include,
      boolean nullsNotDistinct,
      List<Option> with,
      @Nullable Identifier tablespace,
      @Nullable Expression where)
      implements IndexStatement {
    public CreateIndex {
      elements = List.copyOf(elements);
      include = List.copyOf(include);
      with = List.copyOf(with);
    }

    @Override
    public String tag() {
      return "CREATE INDEX";
    }

    @Override
    public List<ObjectName> targets() {
      return name == null
          ? List.of()
          : List.of(new ObjectName(ObjectType.INDEX, name, table, null));
    }
  }
}
