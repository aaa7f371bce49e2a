package dev.veery.postgres.rehearse.rows;

/**
 * Which rows to make.
 *
 * @param perTable how many each table gets; a partitioned one gets them spread over its partitions
 * @param seed the same seed and schema give the same rows
 */
public record RowOptions(int perTable, long seed) {

  public static final RowOptions DEFAULT = new RowOptions(1000, 1);

  public RowOptions {
    if (perTable < 1) {
      throw new IllegalArgumentException("a table cannot have " + perTable + " rows");
    }
  }
}
