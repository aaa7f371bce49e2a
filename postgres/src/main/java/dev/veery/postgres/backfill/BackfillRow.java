package dev.veery.postgres.backfill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backfill as the journal holds it; see the comments of its columns.
 *
 * @param remainder null where each row is done once and the ranges tell
 * @param guard null where no trigger keeps rows right
 * @param since null while the backfill is being prepared
 * @param upper null for an empty table, or while the backfill is being prepared
 * @param estimate null when the server does not know
 * @param saidBy null while nobody has said anything
 */
public record BackfillRow(
    long id,
    String version,
    String direction,
    int ordinal,
    String hash,
    String relation,
    String summary,
    String form,
    String rowName,
    String searchPath,
    List<String> keyColumns,
    List<String> keyTypes,
    @Nullable String remainder,
    @Nullable String guard,
    @Nullable String keep,
    boolean kept,
    String note,
    @Nullable String since,
    BackfillState state,
    int pass,
    @Nullable List<String> upper,
    @Nullable Long estimate,
    Pacing pacing,
    String throttle,
    @Nullable String saidBy) {

  public BackfillRow {
    keyColumns = List.copyOf(keyColumns);
    keyTypes = List.copyOf(keyTypes);
    upper = upper == null ? null : List.copyOf(upper);
  }

  SliceKey key() {
    return SliceKey.of(keyColumns, keyTypes);
  }

  /**
   * How fast it goes.
   *
   * @param batch rows of a worker's first batch
   * @param targetMillis how long a batch is to take; 0 keeps the size
   * @param pauseMillis between two batches
   * @param workers that the runner starts
   * @param speed per cent of its time that a worker works
   */
  public record Pacing(int batch, int targetMillis, int pauseMillis, int workers, int speed) {}
}
