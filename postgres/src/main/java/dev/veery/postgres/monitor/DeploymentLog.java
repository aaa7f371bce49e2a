package dev.veery.postgres.monitor;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the journal knows of deployments. At most one of a database is under way. */
public final class DeploymentLog {

  private static final String UNIQUE_VIOLATION = "23505";

  private final Session session;
  private final String schema;
  private long id;

  /**
   * @param schema the journal's, quoted; it has to be there
   */
  public DeploymentLog(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /**
   * A deployment that was.
   *
   * @param pending what was pending when it began, as {@code version=checksum}
   * @param steps that it has done
   */
  public record Past(String state, List<String> pending, List<String> steps) {
    public Past {
      pending = List.copyOf(pending);
      steps = List.copyOf(steps);
    }
  }

  /** The newest one; null where there is none. */
  public @Nullable Past newest() throws SQLException {
    Past[] found = new Past[1];
    session.query(
        "SELECT state, plan, pg_catalog.array_to_string(steps, ' ') FROM "
            + schema
            + ".deployment ORDER BY id DESC LIMIT 1",
        row ->
            found[0] =
                new Past(row.getString(1), words(row.getString(2)), words(row.getString(3))));
    return found[0];
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  /**
   * Begins one. Another that was killed is marked as failed.
   *
   * @param pooled whether the server process says nothing about who holds it
   * @throws VeeryException when another one is at work
   */
  public void begin(
      String environment, List<String> pending, List<String> done, String holder, boolean pooled)
      throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".deployment d SET state = 'failed', finished_at = clock_timestamp(), message = 'it was killed'"
            + " WHERE state = 'running' AND CASE WHEN backend_pid IS NULL THEN heartbeat_at < clock_timestamp() -"
            + " interval '1 hour' ELSE NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid ="
            + " d.backend_pid AND (a.backend_start IS NULL OR a.backend_start = d.backend_start)) END");
    List<String> steps = new ArrayList<>();
    done.forEach(step -> steps.add(Sql.literal(step)));
    try {
      String number =
          session.value(
              "INSERT INTO "
                  + schema
                  + ".deployment (environment, plan, state, steps, backend_pid, backend_start, holder) VALUES ("
                  + Sql.literal(environment)
                  + ", "
                  + Sql.literal(String.join(" ", pending))
                  + ", 'running', ARRAY["
                  + String.join(", ", steps)
                  + "]::text[], "
                  + (pooled
                      ? "NULL, NULL"
                      : "pg_catalog.pg_backend_pid(), (SELECT backend_start FROM pg_catalog.pg_stat_activity"
                          + " WHERE pid = pg_catalog.pg_backend_pid())")
                  + ", "
                  + Sql.literal(holder)
                  + ") RETURNING id");
      id = number == null ? 0 : Long.parseLong(number);
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      String who =
          session.value(
              "SELECT holder || ' since ' || began_at::timestamptz(0) FROM "
                  + schema
                  + ".deployment WHERE state = 'running'");
      throw new VeeryException(
          new Problem(
              ErrorCode.DEPLOY_UNDER_WAY,
              "another deployment is under way: " + (who == null ? "it is just ending" : who),
              "run the same command again when it is done"),
          e);
    }
  }

  /** A step is done. */
  public void did(String step) throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".deployment SET steps = steps || "
            + Sql.literal(step)
            + "::text, heartbeat_at = clock_timestamp() WHERE id = "
            + id);
  }

  /**
   * It is over.
   *
   * @param state {@code succeeded}, {@code failed} or {@code rolled back}
   */
  public void end(String state, String message) throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".deployment SET state = "
            + Sql.literal(state)
            + ", message = "
            + Sql.literal(message)
            + ", finished_at = clock_timestamp() WHERE id = "
            + id);
  }
}
