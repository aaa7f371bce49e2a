package dev.veery.core.rehearse;

/**
 * What a statement made the server do, by the server's own counters.
 *
 * @param rowsRead by full scans and by indexes
 * @param rowsInserted into tables, not counting rewrites
 * @param rowsUpdated likewise
 * @param rowsDeleted likewise
 * @param pagesRead of 8 kB, from the cache or from disk
 * @param pagesWritten of 8 kB: new and rewritten files, and what tables and indexes have grown by
 * @param walBytes of write-ahead log, which replicas and backups have to take
 */
public record Work(
    long rowsRead,
    long rowsInserted,
    long rowsUpdated,
    long rowsDeleted,
    long pagesRead,
    long pagesWritten,
    long walBytes) {

  public static final Work NONE = new Work(0, 0, 0, 0, 0, 0, 0);

  public long rowsWritten() {
    return rowsInserted + rowsUpdated + rowsDeleted;
  }
}
