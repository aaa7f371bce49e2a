package dev.veery.postgres.inspect;

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
}
