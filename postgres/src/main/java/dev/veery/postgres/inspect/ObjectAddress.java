package dev.veery.postgres.inspect;

import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL itself addresses an object: the catalog, the row, the column of a relation or 0.
 */
record ObjectAddress(int table, long oid, int column) {

  static ObjectAddress of(SystemTable table, long oid) {
    return new ObjectAddress(table.oid(), oid, 0);
  }

  static ObjectAddress of(SystemTable table, long oid, int column) {
    return new ObjectAddress(table.oid(), oid, column);
  }

  // What the compiler makes of a record works through method handles; maps ask this for every row.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectAddress address
        && oid == address.oid
        && table == address.table
        && column == address.column;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(oid) + table) + column;
  }
}
