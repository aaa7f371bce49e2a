package dev.veery.postgres.backfill;

import dev.veery.postgres.backfill.BackfillRow.Pacing;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal's rows about backfills, read and written. */
final class BackfillStore {

  /** In the order that {@link #row} reads them in. */
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "version",
          "direction",
          "ordinal",
          "hash",
          "relation",
          "summary",
          "form",
          "row_name",
          "search_path",
          "key_columns",
          "key_types",
          "remainder",
          "guard",
          "keep",
          "kept",
          "note",
          "since",
          "state",
          "pass",
          "upper_bound",
          "estimate",
          "batch",
          "target_ms",
          "pause_ms",
          "workers",
          "speed",
          "throttle",
          "said_by");

  private final String schema;

  /**
   * @param schema the journal's, quoted
   */
  BackfillStore(String schema) {
    this.schema = schema;
  }

  String schema() {
    return schema;
  }

  private String select() {
    return "SELECT " + columns("") + " FROM " + schema + ".backfill";
  }

  /** The columns of a backfill behind a qualifier such as {@code r.}. */
  static String columns(String qualifier) {
    return String.join(", ", COLUMNS.stream().map(c -> qualifier + c).toList());
  }

  /** The one that belongs to a statement and is not done, or null. */
  @Nullable BackfillRow open(Session session, String version, String direction, int ordinal)
      throws SQLException {
    return one(
        session,
        " WHERE state <> 'done' AND version = "
            + Sql.literal(version)
            + " AND direction = "
            + Sql.literal(direction)
            + " AND ordinal = "
            + ordinal);
  }

  @Nullable BackfillRow find(Session session, long id) throws SQLException {
    return one(session, " WHERE id = " + id);
  }

  private @Nullable BackfillRow one(Session session, String where) throws SQLException {
    BackfillRow[] found = new BackfillRow[1];
    session.query(select() + where, row -> found[0] = row(row, 1));
    return found[0];
  }

  /** Those of a migration that are done, and whose triggers are still there, oldest first. */
  List<BackfillRow> kept(Session session, String version, String direction) throws SQLException {
    List<BackfillRow> rows = new ArrayList<>();
    session.query(
        select()
            + " WHERE kept AND state = 'done' AND version = "
            + Sql.literal(version)
            + " AND direction = "
            + Sql.literal(direction)
            + " ORDER BY id",
        row -> rows.add(row(row, 1)));
    return rows;
  }

  /** All that are not done, oldest first; with {@code done} those as well. */
  List<BackfillRow> list(Session session, boolean done) throws SQLException {
    List<BackfillRow> rows = new ArrayList<>();
    session.query(
        select() + (done ? "" : " WHERE state <> 'done'") + " ORDER BY id",
        row -> rows.add(row(row, 1)));
    return rows;
  }

  /**
   * Reads a backfill.
   *
   * @param first where its columns begin
   */
  static BackfillRow row(ResultSet row, int first) throws SQLException {
    int c = first;
    long id = row.getLong(c++);
    String version = row.getString(c++);
    String direction = row.getString(c++);
    int ordinal = row.getInt(c++);
    String hash = row.getString(c++);
    String relation = row.getString(c++);
    String summary = row.getString(c++);
    String form = row.getString(c++);
    String rowName = row.getString(c++);
    String searchPath = row.getString(c++);
    List<String> keyColumns = texts(row, c++);
    List<String> keyTypes = texts(row, c++);
    String remainder = row.getString(c++);
    String guard = row.getString(c++);
    String keep = row.getString(c++);
    boolean kept = row.getBoolean(c++);
    String note = row.getString(c++);
    String since = row.getString(c++);
    BackfillState state = BackfillState.of(row.getString(c++));
    int pass = row.getInt(c++);
    List<String> upper = textsOrNull(row, c++);
    long estimate = row.getLong(c++);
    Long estimateOrNull = row.wasNull() ? null : estimate;
    Pacing pacing =
        new Pacing(
            row.getInt(c++), row.getInt(c++), row.getInt(c++), row.getInt(c++), row.getInt(c++));
    return new BackfillRow(
        id,
        version,
        direction,
        ordinal,
        hash,
        relation,
        summary,
        form,
        rowName,
        searchPath,
        keyColumns == null ? List.of() : keyColumns,
        keyTypes == null ? List.of() : keyTypes,
        remainder,
        guard,
        keep,
        kept,
        note,
        since,
        state,
        pass,
        upper,
        estimateOrNull,
        pacing,
        row.getString(c++),
        row.getString(c));
  }

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    List<String> texts = textsOrNull(row, column);
    return texts == null ? List.of() : texts;
  }

  static @Nullable List<String> textsOrNull(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? null : List.of((String[]) array.getArray());
  }

  /**
   * Inserts a backfill that is being prepared; {@code id} and what is not known yet are left out.
   */
  String insert(BackfillRow row) {
    return "INSERT INTO "
        + schema
        + ".backfill (version, direction, ordinal, hash, relation, summary, form, row_name,"
        + " search_path, key_columns, key_types, remainder, guard, keep, note, state, estimate, batch, target_ms,"
        + " pause_ms, workers, speed) VALUES ("
        + String.join(
            ", ",
            Sql.literal(row.version()),
            Sql.literal(row.direction()),
            Integer.toString(row.ordinal()),
            Sql.literal(row.hash()),
            Sql.literal(row.relation()),
            Sql.literal(row.summary()),
            Sql.literal(row.form()),
            Sql.literal(row.rowName()),
            Sql.literal(row.searchPath()),
            Sql.array(row.keyColumns()),
            Sql.array(row.keyTypes()),
            Sql.literal(row.remainder()),
            Sql.literal(row.guard()),
            Sql.literal(row.keep()),
            Sql.literal(row.note()),
            "'preparing'",
            row.estimate() == null ? "NULL" : row.estimate().toString(),
            Integer.toString(row.pacing().batch()),
            Integer.toString(row.pacing().targetMillis()),
            Integer.toString(row.pacing().pauseMillis()),
            Integer.toString(row.pacing().workers()),
            Integer.toString(row.pacing().speed()))
        + ")";
  }

  /** A new walk through the whole table begins. */
  String begin(long id, int pass, @Nullable List<String> upper) {
    return "UPDATE "
        + schema
        + ".backfill SET state = 'running', since = coalesce(since, pg_catalog.pg_current_xact_id()::xid::text),"
        + " pass = "
        + pass
        + ", frontier = NULL, exhausted = "
        + (upper == null)
        + ", upper_bound = "
        + Sql.array(upper)
        + " WHERE id = "
        + id;
  }

  /** Takes over a range whose worker is gone, or null. */
  @Nullable Range claim(Session session, long id, String worker, boolean pooled)
      throws SQLException {
    Range[] found = new Range[1];
    session.query(
        "SELECT pass, number, coalesce(cursor, lower_bound), upper_bound, token FROM "
            + schema
            + ".backfill_claim("
            + id
            + ", "
            + Sql.literal(worker)
            + ", "
            + pooled
            + ")",
        row ->
            found[0] =
                new Range(
                    row.getInt(1),
                    row.getInt(2),
                    textsOrNull(row, 3),
                    texts(row, 4),
                    row.getLong(5)));
    return found[0];
  }

  /**
   * Cuts the next range off what no worker has yet, in one transaction; null when all is given out.
   *
   * @param rows how many it is to hold
   */
  @Nullable Range cut(
      Session session, BackfillRow backfill, String worker, boolean pooled, long rows)
      throws SQLException {
    session.execute("BEGIN");
    try {
      Frontier[] at = new Frontier[1];
      session.query(
          // Two statements: the second sees what somebody else has committed while the first
          // waited.
          "SELECT FROM "
              + schema
              + ".backfill WHERE id = "
              + backfill.id()
              + " FOR UPDATE; SELECT pass, frontier, upper_bound, exhausted, (SELECT"
              + " coalesce(max(number), 0) FROM "
              + schema
              + ".backfill_range r WHERE r.backfill_id = b.id AND r.pass = b.pass) FROM "
              + schema
              + ".backfill b WHERE id = "
              + backfill.id()
              + " AND state IN ('running', 'paused')",
          List.of(
              ignored -> {},
              row ->
                  at[0] =
                      new Frontier(
                          row.getInt(1),
                          textsOrNull(row, 2),
                          textsOrNull(row, 3),
                          row.getBoolean(4),
                          row.getInt(5))));
      Range range = at[0] == null ? null : cut(session, backfill, worker, pooled, rows, at[0]);
      session.execute("COMMIT");
      return range;
    } catch (SQLException | RuntimeException e) {
      session.rollbackQuietly();
      throw e;
    }
  }

  private record Frontier(
      int pass,
      @Nullable List<String> from,
      @Nullable List<String> upper,
      boolean exhausted,
      int number) {}

  private @Nullable Range cut(
      Session session, BackfillRow backfill, String worker, boolean pooled, long rows, Frontier at)
      throws SQLException {
    if (at.exhausted || at.upper == null) {
      return null;
    }
    List<List<String>> ahead = new ArrayList<>();
    session.query(
        "SET LOCAL search_path TO "
            + backfill.searchPath()
            + "; "
            + backfill.key().ahead(backfill.relation(), at.from, at.upper, rows),
        row -> {
          List<String> place = textsOrNull(row, 1);
          if (place != null) {
            ahead.add(place);
          }
        });
    boolean last = ahead.isEmpty() || ahead.getFirst().equals(at.upper);
    List<String> upper = last ? at.upper : ahead.getFirst();
    int number = at.number + 1;
    session.query(
        "INSERT INTO "
            + schema
            + ".backfill_range (backfill_id, pass, number, lower_bound, upper_bound, worker,"
            + " backend_pid, backend_start) VALUES ("
            + String.join(
                ", ",
                Long.toString(backfill.id()),
                Integer.toString(at.pass),
                Integer.toString(number),
                Sql.array(at.from),
                Sql.array(upper),
                Sql.literal(worker),
                pooled
                    ? "NULL, NULL"
                    : "pg_catalog.pg_backend_pid(), (SELECT a.backend_start FROM"
                        + " pg_catalog.pg_stat_activity a WHERE a.pid ="
                        + " pg_catalog.pg_backend_pid())")
            + "); UPDATE "
            + schema
            + ".backfill SET frontier = "
            + Sql.array(upper)
            + ", exhausted = "
            + last
            + " WHERE id = "
            + backfill.id(),
        List.of());
    return new Range(at.pass, number, at.from, upper, 1);
  }

  /** Whether every row up to the upper bound is in a range that is finished. */
  boolean walked(Session session, long id) throws SQLException {
    return "t"
        .equals(
            session.value(
                "SELECT b.exhausted AND NOT EXISTS (SELECT FROM "
                    + schema
                    + ".backfill_range r WHERE r.backfill_id = b.id AND r.finished_at IS NULL) FROM "
                    + schema
                    + ".backfill b WHERE b.id = "
                    + id));
  }

  /** Says that a worker that waits is alive. */
  void heartbeat(Session session, long id, Range range) throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".backfill_range SET heartbeat_at = clock_timestamp() WHERE backfill_id = "
            + id
            + " AND pass = "
            + range.pass()
            + " AND number = "
            + range.number()
            + " AND token = "
            + range.token());
  }

  /** What is walked and changed so far. */
  record Sum(long keys, long rows, int workers) {}

  Sum sum(Session session, long id, int pass) throws SQLException {
    Sum[] sum = {new Sum(0, 0, 0)};
    session.query(
        "SELECT coalesce(sum(keys) FILTER (WHERE pass = "
            + pass
            + "), 0), coalesce(sum(rows), 0), count(*) FILTER (WHERE finished_at IS NULL) FROM "
            + schema
            + ".backfill_range WHERE backfill_id = "
            + id,
        row -> sum[0] = new Sum(row.getLong(1), row.getLong(2), row.getInt(3)));
    return sum[0];
  }
}
