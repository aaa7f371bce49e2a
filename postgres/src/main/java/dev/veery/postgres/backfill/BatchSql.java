package dev.veery.postgres.backfill;

import dev.veery.postgres.session.Sql;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a batch. One message does it all: the rows are changed, the cursor moves, the
 * place where the next batch ends is found, and the answer says whether to go on and how fast. The
 * message is one transaction by itself (PostgreSQL's protocol, "multiple statements in a simple
 * query"), and costs one round trip.
 *
 * <p>The bounds are constants and not parameters, so that the planner knows how few rows there are
 * between them and takes the index. The commit does not wait for the disk: the cursor is in the
 * same transaction, so a crash of the server loses a batch together with the record of it, and
 * whatever is committed with waiting later (the end of the backfill, or a transaction of the
 * application that has seen the rows) takes it along.
 */
final class BatchSql {

  /** Stands in a stored form where the condition of a batch belongs. */
  static final String RANGE = "/*veery range*/";

  private final String schema;
  private final BackfillRow backfill;
  private final String settings;

  /**
   * @param schema the journal's, quoted
   * @param lockTimeout how long a batch waits for a row that somebody else has; null for ever
   */
  BatchSql(String schema, BackfillRow backfill, @Nullable Duration lockTimeout) {
    this.schema = schema;
    this.backfill = backfill;
    this.settings =
        "SET LOCAL search_path TO "
            + backfill.searchPath()
            + "; SET LOCAL synchronous_commit TO off; SET LOCAL statement_timeout TO 0; "
            + (lockTimeout == null || lockTimeout.isZero()
                ? ""
                : "SET LOCAL lock_timeout TO " + lockTimeout.toMillis() + "; ");
  }

  /** Finds where the first batch of a range ends. */
  String first(Range range, int rows) {
    return settings
        + "SELECT "
        + NEXT
        + left(range.cursor(), range.upper())
        + " FROM (SELECT 1) one"
        + ahead(range.cursor(), range.upper(), rows);
  }

  /**
   * A batch.
   *
   * @param from its lower bound, exclusive
   * @param to its upper bound, inclusive
   * @param keys how many rows are between them
   * @param next rows of the batch after it
   */
  String batch(Range range, @Nullable List<String> from, List<String> to, long keys, int next) {
    return settings
        + "WITH veery_rows AS ("
        + statement(from, to)
        + "\nRETURNING 1) SELECT "
        + NEXT
        + left(to, range.upper())
        + ", n.count, "
        + BackfillStore.columns("r.")
        + " FROM (SELECT pg_catalog.count(*) FROM veery_rows) n CROSS JOIN LATERAL "
        + schema
        + ".backfill_record("
        + String.join(
            ", ",
            Long.toString(backfill.id()),
            Integer.toString(range.pass()),
            Integer.toString(range.number()),
            Long.toString(range.token()),
            Sql.array(to),
            Long.toString(keys),
            "n.count")
        + ") r"
        + ahead(to, range.upper(), next);
  }

  private String statement(@Nullable List<String> from, List<String> to) {
    String condition = backfill.key().between(backfill.rowName(), from, to);
    boolean again = backfill.pass() > 1 || backfill.key() instanceof SliceKey.Pages;
    if (again && backfill.remainder() != null) {
      condition = condition + ") AND (" + backfill.remainder() + "\n";
    }
    return backfill.form().replace(RANGE, condition);
  }

  private static final String NEXT = "a.place, CASE WHEN a.place IS NULL THEN ";

  private String left(@Nullable List<String> from, List<String> upper) {
    return backfill.key().left(backfill.relation(), from, upper) + " END";
  }

  private String ahead(@Nullable List<String> from, List<String> upper, int rows) {
    return " LEFT JOIN LATERAL ("
        + backfill.key().ahead(backfill.relation(), from, upper, rows)
        + ") AS a (place) ON true";
  }
}
