package dev.veery.postgres.fleet;

import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.postgres.fleet.FleetOverview.Group;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import dev.veery.postgres.fleet.FleetOverview.Script;
import dev.veery.postgres.fleet.FleetOverview.Trouble;
import dev.veery.postgres.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads where a fleet stands, in one round trip. */
final class FleetReader {

  /** How many tenants that need a look are named; all are counted. */
  private static final int TROUBLES = 1000;

  private static final String FACTS =
      "SELECT pg_catalog.current_setting('server_version'), pg_catalog.current_database()";

  private static final String SCRIPTS =
      "SELECT id, version, name, kind, array_to_string(parents, chr(31)), checksum, raw_hash,"
          + " down_script IS NOT NULL, path FROM {schema}.tenant_script";

  private final Session session;
  private final String schema;

  private String server = "";
  private String database = "";
  private final List<Group> groups = new ArrayList<>();
  private final Map<Long, List<Long>> states = new HashMap<>();
  private final Map<Long, Script> scripts = new HashMap<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<String> unlisted = new ArrayList<>();
  private final List<Long> templates = new ArrayList<>();
  private @Nullable OpenRun run;
  private int nameless;

  /**
   * @param schema the journal's, quoted
   */
  FleetReader(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /** Reads one state, and the migrations. */
  void readState(long id, Map<Long, List<Long>> into, Map<Long, Script> known) throws SQLException {
    session.query(
        "SELECT id, array_to_string(scripts, ',') FROM "
            + schema
            + ".tenant_state WHERE id = "
            + id
            + "; "
            + SCRIPTS.replace("{schema}", schema),
        List.of(this::state, this::script));
    into.putAll(states);
    known.putAll(scripts);
  }

  FleetOverview read(TenantList list) throws SQLException {
    try {
      session.query(
          FACTS
              + "; "
              + (known() + nameless(list))
                  .replace("{schema}", schema)
                  .replace("{place}", list.join())
                  .replace("{list}", list.sql()),
          List.of(
              this::facts,
              this::group,
              row -> unlisted.add(row.getString(1)),
              this::trouble,
              this::state,
              this::script,
              this::run,
              row -> templates.add(row.getLong(1)),
              row -> nameless = row.getInt(1)));
      return overview(true);
    } catch (SQLException e) {
      if (!"42P01".equals(e.getSQLState()) && !"3F000".equals(e.getSQLState())) {
        throw e;
      }
    }
    // A first look: Veery has not met this fleet. A query of the user's that fails does so again.
    session.query(
        FACTS
            + "; SELECT "
            + FleetOverview.EMPTY_STATE
            + ", false, n.oid IS NULL, true, 'none', count(*), min(l.name) FROM ("
            + list.sql()
            + ") l LEFT JOIN "
            + list.join()
            + " GROUP BY 3"
            + nameless(list),
        List.of(this::facts, this::group, row -> nameless = row.getInt(1)));
    states.put(FleetOverview.EMPTY_STATE, List.of());
    return overview(false);
  }

  private FleetOverview overview(boolean exists) {
    return new FleetOverview(
        exists, database, server, groups, states, scripts, run, troubles, unlisted, templates,
        nameless);
  }

  private static String nameless(TenantList list) {
    String query = list.nameless();
    return query == null ? "" : "; " + query;
  }

  private static String known() {
    return """
    SELECT CASE WHEN t.place_oid = n.oid THEN t.state_id ELSE 1 END,
      t.place_oid = n.oid AND t.open_script IS NOT NULL,
      n.oid IS NULL, t.name IS NULL OR t.place_oid IS DISTINCT FROM n.oid, coalesce(t.work, 'none'),
      count(*), min(l.name)
    FROM ({list}) l LEFT JOIN {place}
    LEFT JOIN {schema}.tenant t ON t.name = l.name
    GROUP BY 1, 2, 3, 4, 5;
    SELECT name FROM {schema}.tenant t WHERE NOT template AND NOT EXISTS
      (SELECT 1 FROM ({list}) l WHERE l.name = t.name) ORDER BY name;
    SELECT name, work, open_script IS NOT NULL, coalesce(error_code, ''), coalesce(error, ''),
      coalesce(error_version, ''), (extract(epoch FROM finished_at) * 1000)::bigint
    FROM {schema}.tenant WHERE work = 'failed' OR open_script IS NOT NULL ORDER BY name LIMIT %d;
    SELECT id, array_to_string(scripts, ',') FROM {schema}.tenant_state
    WHERE id = 1 OR id IN (SELECT state_id FROM {schema}.tenant)
      OR id IN (SELECT from_state FROM {schema}.tenant_run WHERE run_id = (SELECT max(id) FROM {schema}.fleet_run));
    %s;
    SELECT id, direction, goal, command, wave, waves, paused, reason,
      (extract(epoch FROM started_at) * 1000)::bigint,
      (SELECT string_agg(DISTINCT holder, chr(31)) FROM {schema}.fleet_worker w WHERE w.run_id = r.id
        AND (EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.pid = w.backend_pid
            AND (a.backend_start IS NULL OR a.backend_start = w.backend_start))
          OR (w.backend_pid IS NULL AND w.seen_at > clock_timestamp() - interval '30 seconds')))
    FROM {schema}.fleet_run r WHERE outcome = 'running';
    SELECT state_id FROM {schema}.tenant WHERE template
    """
        .formatted(TROUBLES, SCRIPTS);
  }

  private void facts(ResultSet row) throws SQLException {
    server = row.getString(1);
    database = row.getString(2);
  }

  private void group(ResultSet row) throws SQLException {
    groups.add(
        new Group(
            row.getLong(1),
            row.getBoolean(2),
            row.getBoolean(3),
            row.getBoolean(4),
            row.getString(5),
            row.getInt(6),
            row.getString(7)));
  }

  private void trouble(ResultSet row) throws SQLException {
    long millis = row.getLong(7);
    Instant finished = row.wasNull() ? null : Instant.ofEpochMilli(millis);
    troubles.add(
        new Trouble(
            row.getString(1),
            row.getString(2),
            row.getBoolean(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            finished));
  }

  private void state(ResultSet row) throws SQLException {
    List<Long> ids = new ArrayList<>();
    for (String id : row.getString(2).split(",")) {
      if (!id.isEmpty()) {
        ids.add(Long.valueOf(id));
      }
    }
    states.put(row.getLong(1), List.copyOf(ids));
  }

  private void script(ResultSet row) throws SQLException {
    String parents = row.getString(5);
    List<Version> versions = parents == null ? null : new ArrayList<>();
    if (versions != null) {
      for (String parent : parents.split("\u001f")) {
        if (!parent.isEmpty()) {
          versions.add(new Version(parent));
        }
      }
    }
    scripts.put(
        row.getLong(1),
        new Script(
            row.getLong(1),
            new Version(row.getString(2)),
            row.getString(3),
            AppliedMigration.Kind.of(row.getString(4)),
            versions,
            row.getString(6),
            row.getString(7),
            row.getBoolean(8),
            row.getString(9)));
  }

  private void run(ResultSet row) throws SQLException {
    String workers = row.getString(10);
    run =
        new OpenRun(
            row.getLong(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getInt(5),
            row.getInt(6),
            row.getBoolean(7),
            row.getString(8),
            Instant.ofEpochMilli(row.getLong(9)),
            workers == null ? List.of() : List.of(workers.split("\u001f")));
  }
}
