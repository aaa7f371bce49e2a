package dev.veery.postgres.fleet;

import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which tenants there are, and which of them a run is about. */
public final class FleetEnrolment {

  private final Session session;
  private final String schema;

  /**
   * @param schema the journal's, quoted
   */
  FleetEnrolment(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /** Brings the list of tenants up to date: those that are new, and those that were made anew. */
  public String meet(TenantList list) {
    return "INSERT INTO "
        + schema
        + ".tenant AS t (name, place, place_oid, state_id) SELECT l.name, l.place, n.oid, "
        + FleetOverview.EMPTY_STATE
        + " FROM ("
        + list.sql()
        + ") l JOIN "
        + list.join()
        + " LEFT JOIN "
        + schema
        + ".tenant k ON k.name = l.name WHERE k.name IS NULL OR k.place_oid IS DISTINCT FROM n.oid"
        + " ON CONFLICT (name) DO UPDATE SET place = excluded.place, place_oid = excluded.place_oid,"
        + " state_id = excluded.state_id, open_script = NULL, open_state = NULL, work = 'none',"
        + " run_id = NULL, fingerprint = NULL";
  }

  /**
   * Which tenants a run is about.
   *
   * @param names these only; null for all
   * @param onlyFailed those that failed when they were last touched
   * @param states those that have one of these, or are half done; empty for any
   * @param movedBy those whose state is what this run has made of them; null for any
   */
  public record Selection(
      @Nullable List<String> names,
      boolean onlyFailed,
      Collection<Long> states,
      @Nullable Long movedBy) {}

  /**
   * Lines tenants up for a run, those that are part of it already left as they are.
   *
   * @param canaries the names that come first
   * @param thresholds how many tenants the first waves reach together, each more than the one
   *     before; the last wave takes the rest
   */
  public String lineUp(
      TenantList list, Selection selection, List<String> canaries, List<Integer> thresholds) {
    StringBuilder states = new StringBuilder();
    for (Long state : selection.states()) {
      states.append(states.isEmpty() ? "" : ",").append(state);
    }
    StringBuilder waves = new StringBuilder("'{");
    for (Integer threshold : thresholds) {
      waves.append(waves.length() > 2 ? "," : "").append(threshold);
    }
    waves.append("}'::int[]");
    return "UPDATE "
        + schema
        + ".tenant t SET run_id = {run}, wave = w.wave, work = 'waiting', tries = 0, first_try_at ="
        + " NULL, retry_at = NULL, error_code = NULL, error = NULL, error_version = NULL, finished_at ="
        + " NULL, duration_ms = NULL FROM (SELECT name, 1 + (SELECT count(*) FROM unnest("
        + waves
        + ") AS x (n) WHERE rank > x.n) AS wave FROM (SELECT t.name, count(*) FILTER (WHERE NOT t.template) OVER (ORDER BY"
        + " t.template DESC, t.name = ANY ("
        + Sql.array(canaries)
        + ") DESC, md5(t.name)) AS rank FROM "
        + schema
        + ".tenant t WHERE "
        + (states.isEmpty()
            ? ""
            : "(t.state_id = ANY ('{" + states + "}') OR t.open_script IS NOT NULL) AND ")
        + "t.run_id IS DISTINCT FROM {run} AND (t.template OR"
        + " EXISTS (SELECT 1 FROM ("
        + list.sql()
        + ") l JOIN "
        + list.join()
        + " WHERE l.name = t.name))"
        + (selection.onlyFailed() ? " AND t.work = 'failed'" : "")
        + (selection.movedBy() == null ? "" : " AND " + movedBy(selection.movedBy()))
        + (selection.names() == null
            ? ""
            : " AND t.name = ANY (" + Sql.array(selection.names()) + ")")
        + ") AS ranked) AS w WHERE w.name = t.name";
  }

  private String movedBy(long run) {
    return "EXISTS (SELECT 1 FROM "
        + schema
        + ".tenant_run m WHERE m.tenant = t.name AND m.run_id = "
        + run
        + " AND m.to_state = t.state_id AND m.from_state <> m.to_state)";
  }

  /**
   * Gives tenants other states without touching their schemas, in one transaction.
   *
   * @param goals what each state becomes
   * @param names these only; empty for all that are named
   * @return how many have changed
   */
  public long stamp(TenantList list, Map<Long, Long> goals, List<String> names)
      throws SQLException {
    long changed = 0;
    session.execute("BEGIN");
    try {
      session.execute(meet(list));
      StringBuilder moves = new StringBuilder();
      goals.forEach((from, to) ->
          moves
              .append(moves.isEmpty() ? "(" : ", (")
              .append(from)
              .append(", ")
              .append(to)
              .append(")"));
      changed =
          session.execute(
              "UPDATE "
                  + schema
                  + ".tenant t SET state_id = m.goal, work = 'none', fingerprint = NULL FROM (VALUES "
                  + moves
                  + ") AS m (state, goal) WHERE m.state = t.state_id AND t.open_script IS NULL AND EXISTS (SELECT 1 FROM ("
                  + list.sql()
                  + ") l WHERE l.name = t.name)"
                  + (names.isEmpty() ? "" : " AND t.name = ANY (" + Sql.array(names) + ")"));
      session.execute("COMMIT");
      return changed;
    } finally {
      session.rollbackQuietly();
    }
  }

  /** The names of tenants with their places. */
  public Map<String, String> names(TenantList list) throws SQLException {
    Map<String, String> names = new TreeMap<>();
    session.query(
        "SELECT l.name, l.place FROM (" + list.sql() + ") l JOIN " + list.join(),
        row -> names.put(row.getString(1), row.getString(2)));
    return names;
  }
}
