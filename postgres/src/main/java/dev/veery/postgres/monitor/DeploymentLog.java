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
   * @param state {@code failed} also for one that was killed
   * @param pending what was pending when it began, as {@code version=checksum}
   * @param steps that it has done
   * @param tables that its migrations name
   * @param message why it ended
   */
  public record Past(
      long id,
      String environment,
      String state,
      List<String> pending,
      List<String> steps,
      List<String> tables,
      String message) {
    public Past {
      pending = List.copyOf(pending);
      steps = List.copyOf(steps);
      tables = List.copyOf(tables);
    }
  }

  /** The newest one; null where there is none. One that was killed is marked as failed first. */
  public @Nullable Past newest() throws SQLException {
    buryKilled();
    Past[] found = new Past[1];
    session.query(
        "SELECT id, environment, state, plan, pg_catalog.array_to_string(steps, E'\\x1f'),"
            + " pg_catalog.array_to_string(tables, E'\\x1f'), message FROM "
            + schema
            + ".deployment ORDER BY id DESC LIMIT 1",
        row ->
            found[0] =
                new Past(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    split(row.getString(4), " "),
                    split(row.getString(5), "\u001f"),
                    split(row.getString(6), "\u001f"),
                    row.getString(7)));
    return found[0];
  }

  private static List<String> split(String text, String separator) {
    return text.isEmpty() ? List.of() : List.of(text.split(separator, -1));
  }

  /**
   * What is to be deployed.
   *
   * @param pending migrations, as {@code version=checksum}
   * @param done steps of an earlier attempt that count for this one
   * @param tables that the migrations name
   */
  public record Beginning(
      String environment, List<String> pending, List<String> done, List<String> tables) {}

  /**
   * Begins one. Another that was killed is marked as failed.
   *
   * @param pooled whether the server process says nothing about who holds it
   * @throws VeeryException when another one is at work
   */
  public void begin(Beginning beginning, String holder, boolean pooled) throws SQLException {
    buryKilled();
    try {
      String number =
          session.value(
              "INSERT INTO "
                  + schema
                  + ".deployment (environment, plan, state, steps, tables, backend_pid, backend_start, holder)"
                  + " VALUES ("
                  + Sql.literal(beginning.environment())
                  + ", "
                  + Sql.literal(String.join(" ", beginning.pending()))
                  + ", 'running', "
                  + array(beginning.done())
                  + ", "
                  + array(beginning.tables())
                  + ", "
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

  /** The number of the one that has begun. */
  public long id() {
    return id;
  }

  private static String array(List<String> texts) {
    List<String> literals = new ArrayList<>();
    texts.forEach(text -> literals.add(Sql.literal(text)));
    return "ARRAY[" + String.join(", ", literals) + "]::text[]";
  }

  private void buryKilled() throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".deployment d SET state = 'failed', finished_at = clock_timestamp(), message = 'it was killed'"
            + " WHERE state = 'running' AND CASE WHEN backend_pid IS NULL THEN heartbeat_at < clock_timestamp() -"
            + " interval '1 hour' ELSE NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid ="
            + " d.backend_pid AND (a.backend_start IS NULL OR a.backend_start = d.backend_start)) END");
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
