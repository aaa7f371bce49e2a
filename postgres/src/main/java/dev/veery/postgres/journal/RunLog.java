package dev.veery.postgres.journal;

import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what was done, run by run. */
public final class RunLog {

  private RunLog() {}

  /**
   * One run.
   *
   * @param batch null for a run that made none
   * @param finishedAt null while it is at work, or when it was killed and nobody has run since
   * @param outcome {@code running}, {@code succeeded}, {@code failed} or {@code interrupted}
   * @param error empty when there was none
   * @param entries what it changed, in order
   */
  public record Run(
      long id,
      @Nullable Integer batch,
      String command,
      String environment,
      Instant startedAt,
      @Nullable Instant finishedAt,
      String outcome,
      String osUser,
      String host,
      String dbUser,
      String build,
      String error,
      List<Entry> entries) {
    public Run {
      entries = List.copyOf(entries);
    }
  }

  /**
   * One change of the state of a migration.
   *
   * @param action {@code up}, {@code down}, {@code stamp}, {@code unstamp}, {@code baseline} or
   *     {@code accept}
   * @param durationMillis null where nothing ran
   */
  public record Entry(
      String version, String name, String action, Instant at, @Nullable Long durationMillis) {}

  /**
   * The newest runs, newest first.
   *
   * @param schema the journal's schema, quoted
   * @param limit how many at most
   */
  public static List<Run> newest(Session session, String schema, int limit) throws SQLException {
    List<Run> runs = new ArrayList<>();
    Map<Long, List<Entry>> entries = new HashMap<>();
    String chosen = "(SELECT * FROM " + schema + ".run ORDER BY id DESC LIMIT " + limit + ") r";
    session.query(
        "SELECT r.id, r.batch, r.command, r.environment, "
            + millis("r.started_at")
            + ", "
            + millis("r.finished_at")
            + ", r.outcome, r.os_user, r.host, r.db_user, r.build, coalesce(r.error, '') FROM "
            + chosen
            + " ORDER BY r.id DESC; SELECT l.run_id, l.version, l.name, l.action, "
            + millis("l.at")
            + ", l.duration_ms FROM "
            + schema
            + ".log l JOIN "
            + chosen
            + " ON r.id = l.run_id ORDER BY l.id",
        List.of(
            row -> {
              int batch = row.getInt(2);
              Integer batchOrNull = row.wasNull() ? null : batch;
              long finished = row.getLong(6);
              Instant finishedOrNull = row.wasNull() ? null : Instant.ofEpochMilli(finished);
              entries.put(row.getLong(1), new ArrayList<>());
              runs.add(
                  new Run(
                      row.getLong(1),
                      batchOrNull,
                      row.getString(3),
                      row.getString(4),
                      Instant.ofEpochMilli(row.getLong(5)),
                      finishedOrNull,
                      row.getString(7),
                      row.getString(8),
                      row.getString(9),
                      row.getString(10),
                      row.getString(11),
                      row.getString(12),
                      List.of()));
            },
            row -> {
              long duration = row.getLong(6);
              Long durationOrNull = row.wasNull() ? null : duration;
              Entry entry =
                  new Entry(
                      row.getString(2),
                      row.getString(3),
                      row.getString(4),
                      Instant.ofEpochMilli(row.getLong(5)),
                      durationOrNull);
              // A run that has begun since the first of the two questions is left out.
              entries.getOrDefault(row.getLong(1), new ArrayList<>()).add(entry);
            }));
    List<Run> whole = new ArrayList<>();
    for (Run run : runs) {
      whole.add(withEntries(run, entries.getOrDefault(run.id(), List.of())));
    }
    return List.copyOf(whole);
  }

  private static Run withEntries(Run run, List<Entry> entries) {
    return new Run(
        run.id(),
        run.batch(),
        run.command(),
        run.environment(),
        run.startedAt(),
        run.finishedAt(),
        run.outcome(),
        run.osUser(),
        run.host(),
        run.dbUser(),
        run.build(),
        run.error(),
        entries);
  }

  private static String millis(String column) {
    return "(extract(epoch FROM " + column + ") * 1000)::bigint";
  }
}
