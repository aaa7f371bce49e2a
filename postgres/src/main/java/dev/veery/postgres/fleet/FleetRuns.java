package dev.veery.postgres.fleet;

import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs over a fleet as the journal keeps them: opened, watched, paused, closed. */
public final class FleetRuns {

  private final Session session;
  private final String schema;

  /**
   * @param schema the journal's, quoted
   */
  FleetRuns(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /** Who takes part in a run and how. */
  public record Opening(
      String direction,
      String goal,
      String command,
      String environment,
      int waves,
      @Nullable Integer maxFailures,
      Actor actor) {}

  /**
   * Opens a run and lines its tenants up, in one transaction; nothing where another is open.
   *
   * @param enqueue the statements that do the lining up, for a run whose id is {@code {run}}
   * @return its id, or null when another one is open
   */
  public @Nullable Long open(Opening opening, List<String> enqueue) throws SQLException {
    session.execute("BEGIN");
    try {
      String id =
          session.value(
              "INSERT INTO "
                  + schema
                  + ".fleet_run (direction, goal, command, environment, waves, max_failures, os_user,"
                  + " host, build) VALUES ("
                  + String.join(
                      ", ",
                      Sql.literal(opening.direction()),
                      Sql.literal(opening.goal()),
                      Sql.literal(opening.command()),
                      Sql.literal(opening.environment()),
                      Integer.toString(opening.waves()),
                      opening.maxFailures() == null ? "NULL" : opening.maxFailures().toString(),
                      Sql.literal(opening.actor().osUser()),
                      Sql.literal(opening.actor().host()),
                      Sql.literal(opening.actor().build()))
                  + ") ON CONFLICT ((true)) WHERE outcome = 'running' DO NOTHING RETURNING id");
      if (id == null) {
        return null;
      }
      for (String statement : enqueue) {
        session.execute(statement.replace("{run}", id));
      }
      session.execute("COMMIT");
      return Long.valueOf(id);
    } finally {
      session.rollbackQuietly();
    }
  }

  /** How far a run is. */
  public FleetProgress progress(long run) throws SQLException {
    FleetProgress[] progress = new FleetProgress[1];
    session.query(
        """
        SELECT r.wave, r.waves, r.paused, r.reason, r.outcome = 'running', c.* FROM {schema}.fleet_run r,
          LATERAL (SELECT count(*) FILTER (WHERE work = 'waiting'), count(*) FILTER (WHERE work = 'running'),
            count(*) FILTER (WHERE work = 'done' AND NOT template), count(*) FILTER (WHERE work = 'failed'),
            count(*) FILTER (WHERE work = 'gone'),
            count(*) FILTER (WHERE work IN ('waiting', 'running') AND wave <= r.wave),
            count(*) FILTER (WHERE work = 'waiting' AND retry_at IS NOT NULL)
            FROM {schema}.tenant WHERE run_id = r.id) c
        WHERE r.id = %d
        """
            .formatted(run)
            .replace("{schema}", schema),
        row ->
            progress[0] =
                new FleetProgress(
                    row.getInt(1),
                    row.getInt(2),
                    row.getBoolean(3),
                    row.getString(4),
                    row.getBoolean(5),
                    row.getInt(6),
                    row.getInt(7),
                    row.getInt(8),
                    row.getInt(9),
                    row.getInt(10),
                    row.getInt(11),
                    row.getInt(12)));
    return progress[0];
  }

  /** Lets the next wave be taken; whoever says so first does it. */
  public void advance(long run, int wave) throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".fleet_run SET wave = wave + 1 WHERE id = "
            + run
            + " AND wave = "
            + wave
            + " AND outcome = 'running' AND NOT paused");
  }

  /**
   * Pauses the open run, or lets it go on.
   *
   * @return whether there was one to do that to
   */
  public boolean pause(boolean paused, String reason) throws SQLException {
    return session.execute(
            "UPDATE "
                + schema
                + ".fleet_run SET paused = "
                + paused
                + ", reason = "
                + Sql.literal(reason)
                + " WHERE outcome = 'running' AND paused = "
                + !paused)
        > 0;
  }

  /**
   * Ends a run; tenants that are waiting stay as they are and are no part of it any more.
   *
   * @param outcome null: whether a tenant has failed
   */
  public void close(long run, @Nullable String outcome, String reason) throws SQLException {
    session.query(
        """
        UPDATE {schema}.tenant SET work = 'none', retry_at = NULL WHERE run_id = %1$d AND work = 'waiting';
        DELETE FROM {schema}.fleet_worker WHERE run_id = %1$d;
        UPDATE {schema}.fleet_run SET finished_at = clock_timestamp(), reason = %2$s,
          outcome = coalesce(%3$s, CASE WHEN EXISTS (SELECT 1 FROM {schema}.tenant
            WHERE run_id = %1$d AND work = 'failed') THEN 'failed' ELSE 'succeeded' END)
        WHERE id = %1$d AND outcome = 'running'
        """
            .formatted(run, Sql.literal(reason), Sql.literal(outcome))
            .replace("{schema}", schema),
        List.of());
  }

  /** Tells that this process takes part, or goes on to. */
  public void seen(long run, Actor actor, boolean pooled) throws SQLException {
    session.query(
        """
        UPDATE {schema}.fleet_worker SET seen_at = clock_timestamp()
        WHERE run_id = %1$d AND holder = %2$s AND (%3$s OR backend_pid = pg_catalog.pg_backend_pid());
        INSERT INTO {schema}.fleet_worker (run_id, holder, backend_pid, backend_start)
        SELECT %1$d, %2$s, CASE WHEN NOT %3$s THEN pg_catalog.pg_backend_pid() END,
          CASE WHEN NOT %3$s THEN (SELECT a.backend_start FROM pg_catalog.pg_stat_activity a
            WHERE a.pid = pg_catalog.pg_backend_pid()) END
        WHERE NOT EXISTS (SELECT 1 FROM {schema}.fleet_worker
          WHERE run_id = %1$d AND holder = %2$s AND (%3$s OR backend_pid = pg_catalog.pg_backend_pid()))
        """
            .formatted(run, Sql.literal(actor.name()), pooled)
            .replace("{schema}", schema),
        List.of());
  }

  /** Tells that this process takes part no more. */
  public void leave(long run, Actor actor) throws SQLException {
    session.execute(
        "DELETE FROM "
            + schema
            + ".fleet_worker WHERE run_id = "
            + run
            + " AND holder = "
            + Sql.literal(actor.name())
            + " AND backend_pid IS NOT DISTINCT FROM pg_catalog.pg_backend_pid()");
  }

  /**
   * Runs statements for a run, such as those of {@link #lineUp}.
   *
   * @return how many rows the last of them touched
   */
  public long execute(long run, List<String> statements) throws SQLException {
    long touched = 0;
    for (String statement : statements) {
      touched = session.execute(statement.replace("{run}", Long.toString(run)));
    }
    return touched;
  }
}
