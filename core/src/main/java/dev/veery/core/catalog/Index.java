package dev.veery.core.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An index. One that stands behind a primary key, unique or exclusion constraint is a part of that
 * {@link Constraint.Key} and not an object of its own.
 *
 * @param table the table or materialized view
 * @param method such as {@code btree}
 * @param nullsNotDistinct {@code NULLS NOT DISTINCT}, since PostgreSQL 15
 * @param keys in their order
 * @param include the columns of {@code INCLUDE}
 * @param predicate of a partial index, else empty
 * @param options storage parameters
 * @param tablespace empty where it is the database's default
 * @param valid false after a {@code CREATE INDEX CONCURRENTLY} that failed, and for an index of a
 *     partitioned table that lacks one on a partition
 * @param clustered {@code CLUSTER ON}
 * @param parent the index of the partitioned table that this one is attached to
 */
public record Index(
    ObjectId id,
    Attributes attributes,
    ObjectId table,
    String method,
    boolean unique,
    boolean nullsNotDistinct,
    List<Key> keys,
    List<String> include,
    String predicate,
    Map<String, String> options,
    String tablespace,
    boolean valid,
    boolean clustered,
    Optional<ObjectId> parent)
    implements SchemaObject {

  public Index {
    keys = List.copyOf(keys);
    include = List.copyOf(include);
    options = SchemaObject.copy(options);
  }

  /**
   * One key of an index.
   *
   * @param column its name, or empty for an expression
   * @param expression SQL, as it stands between the parentheses of the definition; empty for a
   *     column
   * @param collation qualified SQL name where it is not the column's own
   * @param operatorClass qualified SQL name where it is not the type's default
   * @param operatorClassOptions such as {@code siglen} of {@code gist_trgm_ops}
   * @param descending {@code DESC}
   * @param nullsFirst as stored: a descending key has its NULLs first unless told otherwise
   * @param statistics the statistics target of an expression, -1 where it is the server's default
   */
  public record Key(
      String column,
      String expression,
      String collation,
      String operatorClass,
      Map<String, String> operatorClassOptions,
      boolean descending,
      boolean nullsFirst,
      int statistics) {
    public Key {
      operatorClassOptions = SchemaObject.copy(operatorClassOptions);
      if (column.isEmpty() == expression.isEmpty()) {
        throw new IllegalArgumentException("a key is either a column or an expression");
      }
    }
  }
}
