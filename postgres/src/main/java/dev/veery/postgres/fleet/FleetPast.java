package dev.veery.postgres.fleet;

import dev.veery.postgres.journal.TenantClaim;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What runs have made of tenants. */
public final class FleetPast {

  private static final String MARK =
      "pg_catalog.current_database() || '/' || id || '/' || (extract(epoch FROM started_at) * 1000000)::bigint";

  private final Session session;
  private final String schema;

  /**
   * @param schema the journal's, quoted
   */
  FleetPast(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /**
   * Tenants of a run that have not reached the goal, in the order of their names; a template, which
   * is nobody's, only where it has failed.
   */
  public List<TenantOutcome> unfinished(long run) throws SQLException {
    List<TenantOutcome> outcomes = new ArrayList<>();
    session.query(
        "SELECT name, work, open_script IS NOT NULL, coalesce(error_code, ''), coalesce(error, ''),"
            + " coalesce(error_version, ''), coalesce(duration_ms, 0) FROM "
            + schema
            + ".tenant WHERE work <> 'done' AND (NOT template OR work = 'failed') AND run_id = "
            + run
            + " ORDER BY name",
        row ->
            outcomes.add(
                new TenantOutcome(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getLong(7))));
    return outcomes;
  }

  /** Names of the tenants that a run has brought to its goal. */
  public List<String> done(long run) throws SQLException {
    List<String> names = new ArrayList<>();
    session.query(
        "SELECT name FROM "
            + schema
            + ".tenant WHERE work = 'done' AND run_id = "
            + run
            + " ORDER BY name",
        row -> names.add(row.getString(1)));
    return names;
  }

  /**
   * Tenants of a run whose schema differs from that of most which have the same migrations.
   *
   * @return how many are alike, by name
   */
  public Map<String, Integer> differing(long run) throws SQLException {
    Map<String, Integer> names = new LinkedHashMap<>();
    session.query(
        """
        WITH c AS (SELECT state_id, fingerprint, count(*) AS n FROM {schema}.tenant
          WHERE fingerprint IS NOT NULL AND fingerprint_state = state_id GROUP BY 1, 2),
        most AS (SELECT DISTINCT ON (state_id) state_id, fingerprint, n FROM c ORDER BY state_id, n DESC, fingerprint)
        SELECT t.name, m.n FROM {schema}.tenant t JOIN most m ON m.state_id = t.state_id
        WHERE t.run_id = %d AND t.work = 'done' AND t.fingerprint_state = t.state_id
          AND t.fingerprint <> m.fingerprint ORDER BY 1
        """
            .formatted(run)
            .replace("{schema}", schema),
        row -> names.put(row.getString(1), row.getInt(2)));
    return names;
  }

  /**
   * Keeps the fingerprint of a tenant that is a database.
   *
   * @param state a number that tenants with the same migrations share
   */
  public void keepFingerprint(String tenant, long state, String fingerprint) throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".tenant SET state_id = "
            + state
            + ", fingerprint_state = "
            + state
            + ", fingerprint = "
            + Sql.literal(fingerprint)
            + " WHERE name = "
            + Sql.literal(tenant));
  }

  /**
   * Marks of the runs that went up, by their numbers: what the audit of a tenant that is a database
   * keeps of a run. Two runs never have the same, in whatever database.
   */
  public Map<Long, String> marks() throws SQLException {
    Map<Long, String> marks = new TreeMap<>();
    session.query(
        "SELECT id, " + MARK + " FROM " + schema + ".fleet_run WHERE direction = 'up'",
        row -> marks.put(row.getLong(1), row.getString(2)));
    return marks;
  }

  /** The mark of one run. */
  public String mark(long run) throws SQLException {
    return String.valueOf(
        session.value("SELECT " + MARK + " FROM " + schema + ".fleet_run WHERE id = " + run));
  }

  /** The tenants that a run has touched. */
  public List<String> partakers(long run) throws SQLException {
    List<String> names = new ArrayList<>();
    session.query(
        "SELECT tenant FROM " + schema + ".tenant_run WHERE run_id = " + run + " ORDER BY 1",
        row -> names.add(row.getString(1)));
    return names;
  }

  /**
   * A tenant that is a database, as it was behind its last run.
   *
   * @param state what it had then
   */
  public record Kept(long state, String fingerprint) {}

  /** Every tenant of which a fingerprint is kept, by name. */
  public Map<String, Kept> kept() throws SQLException {
    Map<String, Kept> kept = new TreeMap<>();
    session.query(
        "SELECT name, fingerprint_state, fingerprint FROM "
            + schema
            + ".tenant WHERE fingerprint IS NOT NULL",
        row -> kept.put(row.getString(1), new Kept(row.getLong(2), row.getString(3))));
    return kept;
  }

  /** The places of all tenants that were ever met and are not dropped; none without a journal. */
  public List<String> places() throws SQLException {
    List<String> places = new ArrayList<>();
    if (session.value("SELECT to_regclass(" + Sql.literal(schema + ".tenant") + ")") != null) {
      session.query("SELECT place FROM " + schema + ".tenant", row -> places.add(row.getString(1)));
    }
    return places;
  }

  /** The newest run of an up whose work still stands in some tenant; null for none. */
  public @Nullable Long newestUp() throws SQLException {
    String id =
        session.value(
            """
            SELECT max(r.id) FROM {schema}.fleet_run r JOIN {schema}.tenant_run m ON m.run_id = r.id
            JOIN {schema}.tenant t ON t.name = m.tenant AND t.state_id = m.to_state
            WHERE r.direction = 'up' AND m.from_state <> m.to_state AND NOT t.template
            """
                .replace("{schema}", schema));
    return id == null ? null : Long.valueOf(id);
  }

  /**
   * What tenants had before a run, for those that still have what it made of them.
   *
   * @return states before, by the states that they led to
   */
  public Map<Long, List<Long>> before(long run) throws SQLException {
    Map<Long, List<Long>> before = new HashMap<>();
    session.query(
        """
        SELECT DISTINCT m.to_state, m.from_state FROM {schema}.tenant_run m
        JOIN {schema}.tenant t ON t.name = m.tenant AND t.state_id = m.to_state
        WHERE m.run_id = %d AND m.from_state <> m.to_state
        """
            .formatted(run)
            .replace("{schema}", schema),
        row -> before.computeIfAbsent(row.getLong(1), s -> new ArrayList<>()).add(row.getLong(2)));
    return before;
  }

  /** What one tenant had before a run. */
  public long before(TenantClaim claim, long run) throws SQLException {
    String state =
        session.value(
            "SELECT from_state FROM "
                + schema
                + ".tenant_run WHERE run_id = "
                + run
                + " AND tenant = "
                + Sql.literal(claim.name()));
    return state == null ? claim.state() : Long.parseLong(state);
  }
}
