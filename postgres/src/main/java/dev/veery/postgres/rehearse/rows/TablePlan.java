package dev.veery.postgres.rehearse.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one table are made. A partitioned table is planned partition by partition.
 *
 * @param name qualified, as SQL
 * @param root the partitioned table at the top, as SQL; the table itself where there is none
 * @param columns that rows are given values for
 * @param keys sets of columns whose values may not come twice, by their place in {@code columns}
 * @param references foreign keys
 * @param conditions checks, those of domains and the partition's bounds among them, as SQL
 * @param conflicts whether there is something unique that only the server can decide
 * @param deferrable whether a key is deferrable, so that the server cannot pass over a duplicate
 * @param impossible why there can be no rows; null where there can
 */
record TablePlan(
    String name,
    String root,
    List<ColumnPlan> columns,
    List<Key> keys,
    List<Reference> references,
    List<Condition> conditions,
    boolean conflicts,
    boolean deferrable,
    @Nullable String impossible) {

  TablePlan {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
    references = List.copyOf(references);
    conditions = List.copyOf(conditions);
  }

  /**
   * A column.
   *
   * @param name as SQL
   * @param type as SQL
   * @param pool values that checks name; empty where there are none
   * @param mostly whether most values have to be different, for an index that only the server
   *     understands
   */
  record ColumnPlan(
      String name,
      String type,
      Values values,
      boolean nullable,
      List<String> pool,
      boolean mostly) {
    ColumnPlan {
      pool = List.copyOf(pool);
    }
  }

  /**
   * Columns whose values may not come twice.
   *
   * @param columns by their places
   * @param nullsToo whether two NULLs are the same
   */
  record Key(int[] columns, boolean nullsToo) {}

  /**
   * A foreign key.
   *
   * @param columns by their places
   * @param parent the table that is referred to, as SQL
   * @param parentRoot the partitioned table at its top, or the same
   * @param parentColumns as SQL, in the order of {@code columns}
   * @param full {@code MATCH FULL}
   */
  record Reference(
      int[] columns, String parent, String parentRoot, List<String> parentColumns, boolean full) {
    Reference {
      parentColumns = List.copyOf(parentColumns);
    }
  }

  /**
   * A check.
   *
   * @param name for people
   * @param sql in terms of the columns
   */
  record Condition(String name, String sql) {}
}
