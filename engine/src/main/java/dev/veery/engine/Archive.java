package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.archive.Archiver;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Moves rows that are marked as deleted into archives, and back. */
public final class Archive {

  private final Session session;
  private final String column;

  /** What {@code [soft-delete]} says is the mark. */
  Archive(Veery target) {
    this.column = SoftDeleteSettings.of(target.config()).column();
    if (column.isEmpty()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARCHIVE_UNCONFIGURED,
              "the configuration does not say how a row is marked as deleted",
              "add [soft-delete] with column = \"deleted_at\""));
    }
    this.session = target.session();
  }

  /**
   * What to move.
   *
   * @param tables as a user names them, with or without a schema, in this order
   * @param before rows that were marked before this point in time, as PostgreSQL reads it
   * @param to the archive of a single table; null for its name with {@code _archive}
   * @param batch rows in one transaction
   * @param back from the archive to the table
   */
  public record Request(
      List<String> tables, String before, @Nullable String to, int batch, boolean back) {
    public Request {
      tables = List.copyOf(tables);
    }
  }

  /** What became of one table. */
  public record Moved(String table, String archive, long rows) {}

  /**
   * How many rows would be moved, table by table; nothing is changed.
   *
   * @throws VeeryException with every table that is not there or has no such column
   */
  public List<Moved> plan(Request request) {
    List<Moved> moved = new ArrayList<>();
    try {
      for (Archiver.Move move : moves(request)) {
        moved.add(result(move, new Archiver(session, move).waiting()));
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "counting rows");
    }
    return moved;
  }

  /**
   * Moves the rows.
   *
   * @param progress hears of the rows of each batch that is committed
   * @throws VeeryException when a table cannot be archived; batches before stay moved
   */
  public List<Moved> run(Request request, LongConsumer progress) {
    List<Moved> moved = new ArrayList<>();
    try {
      for (Archiver.Move move : moves(request)) {
        moved.add(result(move, new Archiver(session, move).run(progress)));
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "looking for the tables");
    }
    return moved;
  }

  private static Moved result(Archiver.Move move, long rows) {
    return new Moved(
        Identifiers.qualify(move.schema(), move.table()),
        Identifiers.qualify(move.schema(), move.archive()),
        rows);
  }

  private List<Archiver.Move> moves(Request request) throws SQLException {
    List<Archiver.Move> moves = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    String before = resolved(request.before());
    for (String name : request.tables()) {
      List<Map.Entry<String, String>> found = new ArrayList<>();
      session.query(
          """
          SELECT n.nspname, c.relname,
                 EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid
                         AND a.attname = %s AND NOT a.attisdropped)
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.oid = pg_catalog.to_regclass(%s) AND c.relkind IN ('r', 'p')
          """
              .formatted(Identifiers.literal(column), Identifiers.literal(name)),
          row -> {
            if (row.getBoolean(3)) {
              found.add(Map.entry(row.getString(1), row.getString(2)));
            } else {
              problems.add(
                  new Problem(
                      ErrorCode.ARCHIVE_DIFFERENT,
                      "table " + name + " has no column " + column,
                      ""));
            }
          });
      if (found.isEmpty() && problems.isEmpty()) {
        problems.add(new Problem(ErrorCode.ARCHIVE_DIFFERENT, "there is no table " + name, ""));
      }
      for (Map.Entry<String, String> table : found) {
        String archive = request.to() == null ? table.getValue() + "_archive" : request.to();
        moves.add(
            new Archiver.Move(
                table.getKey(),
                table.getValue(),
                archive,
                column,
                before,
                request.batch(),
                request.back()));
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return moves;
  }

  /** Asked once, so that "now" is the same for all batches. */
  private String resolved(String before) throws SQLException {
    try {
      String time =
          session.value("SELECT (" + Identifiers.literal(before) + "::timestamptz)::text");
      return time == null ? before : time;
    } catch (SQLException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--before is expected to be a point in time, not '" + before + "'",
              "such as 2026-01-01, or yesterday"),
          e);
    }
  }
}
