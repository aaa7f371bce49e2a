package dev.veery.postgres.archive;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves rows from a table to its archive, or back, in batches.
 *
 * <p>A batch is one transaction: what is deleted here is inserted there, and both are held against
 * each other, row by row, before it commits. A row is therefore always in exactly one of the two
 * tables. That is all the state there is: a run that was killed leaves nothing to repair, and the
 * next one goes on with the rows that are still there. The archive may be a partition of the table.
 */
public final class Archiver {

  private final Session session;
  private final Move move;

  /**
   * What to move.
   *
   * @param schema of the table, not quoted
   * @param table not quoted
   * @param archive in the same schema, not quoted
   * @param column that marks a row as deleted, not quoted
   * @param before rows that were marked before this point in time, as SQL's text of it
   * @param batch rows in one transaction
   * @param back from the archive to the table
   */
  public record Move(
      String schema,
      String table,
      String archive,
      String column,
      String before,
      int batch,
      boolean back) {

    String whole() {
      return Identifiers.qualify(schema, table);
    }

    String archiveName() {
      return Identifiers.qualify(schema, archive);
    }

    /** Which rows are marked for long enough. */
    String where() {
      String mark = Identifiers.quote(column);
      return " WHERE " + mark + " IS NOT NULL AND " + mark + " < " + Identifiers.literal(before);
    }

    private String source() {
      return Identifiers.qualify(schema, back ? archive : table);
    }

    private String target() {
      return Identifiers.qualify(schema, back ? table : archive);
    }
  }

  public Archiver(Session session, Move move) {
    this.session = session;
    this.move = move;
  }

  /** How many rows are to be moved. */
  public long waiting() throws SQLException {
    OwnPartition own = OwnPartition.find(session, move);
    if (own != null) {
      return own.waiting();
    }
    if (!exists(move.source())) {
      return 0;
    }
    String count = session.value("SELECT count(*) FROM " + move.source() + move.where());
    return count == null ? 0 : Long.parseLong(count);
  }

  /**
   * Moves all of them.
   *
   * @param progress hears of the rows of each batch that is committed
   * @return how many were moved
   * @throws VeeryException when the archive does not fit the table, rows are referred to, or the
   *     copy is not equal; batches that were committed stay moved
   */
  public long run(LongConsumer progress) {
    try {
      OwnPartition own = OwnPartition.find(session, move);
      if (own == null) {
        prepare();
      } else {
        refuseHiddenRows(move.whole());
        own.refuseOneWay();
      }
      List<String> columns = movable();
      long moved = 0;
      while (true) {
        long rows = own == null ? batch(String.join(", ", columns)) : own.batch(columns);
        if (rows == 0) {
          return moved;
        }
        moved += rows;
        progress.accept(rows);
      }
    } catch (SQLException e) {
      session.rollbackQuietly();
      ServerError error = ServerError.of(e);
      if (error.sqlState().equals("23503")) {
        throw new VeeryException(
            new Problem(
                ErrorCode.ARCHIVE_REFERRED,
                "rows of "
                    + move.source()
                    + " are referred to by rows that stay: "
                    + error.message(),
                move.back()
                    ? "bring back what they refer to first"
                    : "archive the tables that refer to it first"),
            e);
      }
      throw SqlStates.unexpected(e, "moving rows of " + move.source());
    }
  }

  private boolean exists(String name) throws SQLException {
    return "t"
        .equals(session.value("SELECT to_regclass(" + Identifiers.literal(name) + ") IS NOT NULL"));
  }

  private void prepare() throws SQLException {
    String table = move.whole();
    String archive = move.archiveName();
    refuseHiddenRows(table);
    if (!exists(archive)) {
      if (move.back()) {
        throw new VeeryException(
            new Problem(
                ErrorCode.ARCHIVE_DIFFERENT, "there is no archive " + archive, "name it: --to"));
      }
      // Neither foreign keys nor triggers, and no rights of others: an archive is nobody's way in.
      session.query(
          "BEGIN; CREATE TABLE "
              + archive
              + " (LIKE "
              + table
              + " INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE INCLUDING COMMENTS);"
              + " ALTER TABLE "
              + archive
              + " ENABLE ROW LEVEL SECURITY; COMMIT",
          List.of());
    }
    String difference = difference(table, archive);
    if (difference != null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARCHIVE_DIFFERENT,
              "the columns of " + archive + " are not those of " + table + ": " + difference,
              "give the archive the same columns in a migration"));
    }
  }

  private void refuseHiddenRows(String table) throws SQLException {
    if ("t"
        .equals(session.value("SELECT row_security_active(" + Identifiers.literal(table) + ")"))) {
      throw new VeeryException(
          new Problem(
              ErrorCode.PERMISSION_DENIED,
              "policies of " + table + " hold for this role, which does not see all rows",
              "connect as a role with BYPASSRLS"));
    }
  }

  /** Columns by name, type and place; generated ones are made anew and do not count. */
  private @Nullable String difference(String table, String archive) throws SQLException {
    return session.value(
        """
        SELECT string_agg(COALESCE(a.c, b.c), ', ')
        FROM (%s) a FULL JOIN (%s) b USING (c) WHERE a.c IS NULL OR b.c IS NULL
        """
            .formatted(columns(table), columns(archive)));
  }

  private static String columns(String table) {
    return "SELECT attname || ' ' || format_type(atttypid, atttypmod) AS c FROM pg_attribute WHERE"
        + " attrelid = "
        + Identifiers.literal(table)
        + "::regclass AND attnum > 0 AND NOT attisdropped";
  }

  private List<String> movable() throws SQLException {
    List<String> names = new ArrayList<>();
    session.query(
        "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = "
            + Identifiers.literal(move.whole())
            + "::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
            + " ORDER BY a.attnum",
        row -> names.add(Identifiers.quote(row.getString(1))));
    return names;
  }

  private long batch(String columns) throws SQLException {
    long[] counts = new long[2];
    String[] hashes = new String[2];
    session.execute("BEGIN");
    // A row that somebody works on is left for the next batch's turn, or the next run's.
    session.query(
        """
        WITH chosen AS MATERIALIZED (
               SELECT ctid, tableoid FROM %1$s%2$s ORDER BY %3$s LIMIT %4$d FOR UPDATE SKIP LOCKED),
             gone AS (
               DELETE FROM %1$s s USING chosen c
               WHERE s.ctid = c.ctid AND s.tableoid = c.tableoid RETURNING s.*),
             here AS (
               INSERT INTO %5$s (%6$s) OVERRIDING SYSTEM VALUE SELECT %6$s FROM gone RETURNING *)
        SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM here),
               (SELECT md5(COALESCE(string_agg(h, ',' ORDER BY h), ''))
                  FROM (SELECT md5(ROW(%6$s)::text) FROM gone) x (h)),
               (SELECT md5(COALESCE(string_agg(h, ',' ORDER BY h), ''))
                  FROM (SELECT md5(ROW(%6$s)::text) FROM here) x (h))
        """
            .formatted(
                move.source(),
                move.where(),
                Identifiers.quote(move.column()),
                move.batch(),
                move.target(),
                columns),
        row -> {
          counts[0] = row.getLong(1);
          counts[1] = row.getLong(2);
          hashes[0] = row.getString(3);
          hashes[1] = row.getString(4);
        });
    if (counts[0] != counts[1] || !hashes[0].equals(hashes[1])) {
      session.rollbackQuietly();
      throw new VeeryException(
          new Problem(
              ErrorCode.ARCHIVE_DIFFERENT,
              "what came to "
                  + move.target()
                  + " is not what left "
                  + move.source()
                  + ": "
                  + counts[0]
                  + " rows and "
                  + counts[1],
              "a trigger or a rule changes rows on their way; nothing of this batch was moved"));
    }
    session.execute("COMMIT");
    return counts[0];
  }
}
