package dev.veery.postgres.rehearse.rows;

import java.time.Duration;
import java.util.List;

/**
 * What filling the tables of a database came to.
 *
 * @param tables every table, in the order in which they were filled
 */
public record FillReport(List<Filled> tables, Duration duration) {

  public FillReport {
    tables = List.copyOf(tables);
  }

  /**
   * One table.
   *
   * @param table its qualified name as SQL
   * @param rows that it has now
   * @param note why it has none, or fewer or tamer ones than wanted; empty where all is well
   */
  public record Filled(String table, long rows, String note) {}

  /** The rows of all tables. */
  public long rows() {
    return tables.stream().mapToLong(Filled::rows).sum();
  }

  /** Tables that have no rows, each with its reason. */
  public List<Filled> empty() {
    return tables.stream().filter(filled -> filled.rows() == 0).toList();
  }
}
