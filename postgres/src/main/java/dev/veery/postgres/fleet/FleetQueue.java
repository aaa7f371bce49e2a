package dev.veery.postgres.fleet;

import dev.veery.core.plan.Direction;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.fleet.FleetOverview.Script;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.JournalWrites.MigrationRow;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.journal.TenantClaim;
import dev.veery.postgres.session.PipelineException;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fleet's journal is asked and told: who is behind, whose turn it is, how it ended. Any
 * number of processes may do so at once. Not for use by several threads: each has its own session
 * and its own one of these.
 */
public final class FleetQueue {

  private final Session session;
  private final String name;
  private final String schema;

  /**
   * @param schema the name of the journal's schema, not quoted
   */
  public FleetQueue(Session session, String schema) {
    this.session = session;
    this.name = schema;
    this.schema = Identifiers.quote(schema);
  }

  /**
   * Where the fleet stands, in one round trip.
   *
   * @throws SQLException also when the query for tenants fails
   */
  public FleetOverview overview(TenantList list) throws SQLException {
    return new FleetReader(session, schema).read(list);
  }

  /** Makes the journal and the tables of the fleet, where they are not there. */
  public void create() throws SQLException {
    Journal journal = new Journal(session, name);
    journal.createOrUpgrade();
    if (exists()) {
      return;
    }
    try {
      session.execute("BEGIN");
      session.execute(
          "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended("
              + Sql.literal("veery fleet " + schema)
              + ", 0))");
      List<String> statements = new ArrayList<>();
      if (!exists()) {
        for (String statement : FleetTables.DDL.split(";;\n")) {
          if (!statement.isBlank()) {
            statements.add(statement.replace("{schema}", schema));
          }
        }
      }
      statements.add("COMMIT");
      session.pipeline(statements);
    } catch (PipelineException e) {
      throw e.getCause() instanceof SQLException cause
          ? cause
          : new SQLException(e.getMessage(), e.error().sqlState(), e);
    } finally {
      session.rollbackQuietly();
    }
  }

  private boolean exists() throws SQLException {
    return session.value(
            "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
                + " c.relnamespace WHERE c.relname = 'tenant' AND n.nspname = "
                + Sql.literal(name))
        != null;
  }

  /**
   * Keeps the texts of migrations.
   *
   * @return their ids, by version
   */
  public Map<String, Long> scripts(Collection<MigrationRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return Map.of();
    }
    StringBuilder values = new StringBuilder();
    List<String> digests = new ArrayList<>();
    for (MigrationRow row : rows) {
      String digest = digest(row);
      digests.add(digest);
      values
          .append(values.isEmpty() ? "(" : ", (")
          .append(
              String.join(
                  ", ",
                  Sql.literal(digest),
                  Sql.literal(row.version()),
                  Sql.literal(row.name()),
                  Sql.literal(row.kind().word()),
                  Sql.array(row.parents()),
                  Sql.literal(row.checksum()),
                  Sql.literal(row.rawHash()),
                  Sql.literal(row.downScript()),
                  Sql.literal(row.path())))
          .append(")");
    }
    Map<String, Long> ids = new HashMap<>();
    session.query(
        "INSERT INTO "
            + schema
            + ".tenant_script (digest, version, name, kind, parents, checksum, raw_hash, down_script,"
            + " path) VALUES "
            + values
            + " ON CONFLICT (digest) DO NOTHING; SELECT version, id FROM "
            + schema
            + ".tenant_script WHERE digest = ANY ("
            + Sql.array(digests)
            + ")",
        List.of(row -> ids.put(row.getString(1), row.getLong(2))));
    return ids;
  }

  private static String digest(MigrationRow row) {
    String all =
        String.join(
            "\u0000",
            row.version(),
            row.name(),
            row.kind().word(),
            String.valueOf(row.parents()),
            row.checksum(),
            row.rawHash(),
            String.valueOf(row.downScript()),
            row.path());
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Numbers for lists of scripts; equal lists have equal numbers. */
  public Map<List<Long>, Long> states(Collection<List<Long>> lists) throws SQLException {
    StringBuilder values = new StringBuilder();
    for (List<Long> list : lists) {
      StringBuilder array = new StringBuilder("'{");
      for (Long id : list) {
        array.append(array.length() > 2 ? "," : "").append(id);
      }
      values.append(values.isEmpty() ? "(" : ", (").append(array).append("}'::bigint[])");
    }
    Map<List<Long>, Long> ids = new HashMap<>();
    session.query(
        "WITH w (scripts) AS (VALUES "
            + values
            + ") INSERT INTO "
            + schema
            + ".tenant_state (scripts) SELECT DISTINCT scripts FROM w ON CONFLICT (scripts) DO NOTHING;"
            + " SELECT s.id, array_to_string(s.scripts, ',') FROM "
            + schema
            + ".tenant_state s JOIN (VALUES "
            + values
            + ") AS w (scripts) ON w.scripts = s.scripts",
        List.of(row -> {
          List<Long> list = new ArrayList<>();
          for (String id : row.getString(2).split(",")) {
            if (!id.isEmpty()) {
              list.add(Long.valueOf(id));
            }
          }
          ids.put(List.copyOf(list), row.getLong(1));
        }));
    return ids;
  }

  /** The down script that is kept of a migration, or null. */
  public @Nullable String downScript(long script) throws SQLException {
    return session.value(
        "SELECT down_script FROM " + schema + ".tenant_script WHERE id = " + script);
  }

  /** Reads one state, and the migrations that are not known yet. */
  public void readState(long state, Map<Long, List<Long>> states, Map<Long, Script> scripts)
      throws SQLException {
    new FleetReader(session, schema).readState(state, states, scripts);
  }

  /** The migration that is half done in a tenant, or null. */
  public @Nullable HalfDone half(TenantClaim claim) throws SQLException {
    List<HalfDone.Recorded> steps = new ArrayList<>();
    Long[] script = new Long[1];
    Direction[] direction = {Direction.UP};
    session.query(
        """
        SELECT open_script, open_state FROM {schema}.tenant WHERE name = %1$s AND open_script IS NOT NULL;
        SELECT s.ordinal, s.hash, s.state = 'done' FROM {schema}.tenant_step s
        JOIN {schema}.tenant t ON t.name = s.tenant AND t.open_script = s.script_id
          AND s.direction = CASE t.open_state WHEN 'applying' THEN 'up' ELSE 'down' END
        WHERE t.name = %1$s ORDER BY s.ordinal
        """
            .formatted(Sql.literal(claim.name()))
            .replace("{schema}", schema),
        List.of(
            row -> {
              script[0] = row.getLong(1);
              direction[0] = row.getString(2).equals("applying") ? Direction.UP : Direction.DOWN;
            },
            row ->
                steps.add(
                    new HalfDone.Recorded(row.getInt(1), row.getString(2), row.getBoolean(3)))));
    return script[0] == null ? null : new HalfDone(script[0], direction[0], steps);
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

  /** Tenants of a run that have not reached the goal, in the order of their names. */
  public List<TenantOutcome> unfinished(long run) throws SQLException {
    List<TenantOutcome> outcomes = new ArrayList<>();
    session.query(
        "SELECT name, work, open_script IS NOT NULL, coalesce(error_code, ''), coalesce(error, ''),"
            + " coalesce(error_version, ''), coalesce(duration_ms, 0) FROM "
            + schema
            + ".tenant WHERE work <> 'done' AND run_id = "
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

  /** Brings the list of tenants up to date: those that are new, and those that were made anew. */
  public String meet(TenantList list) {
    return "INSERT INTO "
        + schema
        + ".tenant AS t (name, place, place_oid, state_id) SELECT l.name, l.place, n.oid, "
        + FleetOverview.EMPTY_STATE
        + " FROM ("
        + list.sql()
        + ") l JOIN "
        + list.place().join()
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
   * @param states those that have one of these
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
        + ") AS x (n) WHERE rank > x.n) AS wave FROM (SELECT t.name, row_number() OVER (ORDER BY"
        + " t.template DESC, t.name = ANY ("
        + Sql.array(canaries)
        + ") DESC, md5(t.name)) AS rank FROM "
        + schema
        + ".tenant t WHERE (t.state_id = ANY ('{"
        + states
        + "}') OR t.open_script IS NOT NULL) AND t.run_id IS DISTINCT FROM {run} AND (t.template OR"
        + " EXISTS (SELECT 1 FROM ("
        + list.sql()
        + ") l JOIN "
        + list.place().join()
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
    Map<String, String> names = new java.util.TreeMap<>();
    session.query(
        "SELECT l.name, l.place FROM (" + list.sql() + ") l JOIN " + list.place().join(),
        row -> names.put(row.getString(1), row.getString(2)));
    return names;
  }

  /** Keeps the fingerprint of a tenant. */
  public void keepFingerprint(String tenant, String fingerprint) throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".tenant SET fingerprint_state = state_id, fingerprint = "
            + Sql.literal(fingerprint)
            + " WHERE name = "
            + Sql.literal(tenant));
  }

  /** Every down script that is kept, by the id of its migration. */
  public Map<Long, @Nullable String> downScripts() throws SQLException {
    Map<Long, @Nullable String> scripts = new HashMap<>();
    session.query(
        "SELECT id, down_script FROM " + schema + ".tenant_script WHERE down_script IS NOT NULL",
        row -> scripts.put(row.getLong(1), row.getString(2)));
    return scripts;
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
    Map<String, Integer> names = new java.util.LinkedHashMap<>();
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
   * Ends with one tenant and takes the next, in one round trip.
   *
   * @param before what is to be said about tenants that were taken before; may be empty
   * @param limit how many to take at most
   */
  public List<TenantClaim> claim(long run, Actor actor, boolean pooled, int limit, String before)
      throws SQLException {
    List<TenantClaim> claims = new ArrayList<>();
    List<Session.RowReader> readers = new ArrayList<>();
    if (!before.isEmpty()) {
      readers.add(row -> {});
    }
    readers.add(row ->
        claims.add(
            new TenantClaim(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getBoolean(5),
                row.getLong(6),
                row.getLong(7))));
    session.query(
        before
            + (before.isEmpty() ? "" : "; ")
            + "SELECT * FROM "
            + schema
            + ".tenant_claim("
            + run
            + ", "
            + Sql.literal(actor.name())
            + ", "
            + pooled
            + ", "
            + limit
            + ", "
            + Lease.TIME_TO_LIVE.toSeconds()
            + ")",
        readers);
    return claims;
  }

  /** The statement that says how it ended with a tenant whose migrations did not move it. */
  public String over(
      TenantClaim claim,
      String outcome,
      @Nullable String code,
      @Nullable String error,
      @Nullable String version) {
    return "SELECT "
        + schema
        + ".tenant_over("
        + String.join(
            ", ",
            Sql.literal(claim.name()),
            Long.toString(claim.token()),
            Sql.literal(outcome),
            Long.toString(claim.state()),
            Sql.literal(code),
            Sql.literal(error),
            Sql.literal(version))
        + ")";
  }

  /** The statement that lets a tenant be taken again later. */
  public String putBack(TenantClaim claim, Duration pause) {
    return "SELECT "
        + schema
        + ".tenant_put_back("
        + Sql.literal(claim.name())
        + ", "
        + claim.token()
        + ", "
        + pause.toMillis()
        + ")";
  }

  /** Sends statements of {@link #over} and {@link #putBack} with nothing behind them. */
  public void say(String statements) throws SQLException {
    if (!statements.isEmpty()) {
      session.query(statements, List.of());
    }
  }

  /** How far a run is. */
  public FleetProgress progress(long run) throws SQLException {
    FleetProgress[] progress = new FleetProgress[1];
    session.query(
        """
        SELECT r.wave, r.waves, r.paused, r.reason, r.outcome = 'running', c.* FROM {schema}.fleet_run r,
          LATERAL (SELECT count(*) FILTER (WHERE work = 'waiting'), count(*) FILTER (WHERE work = 'running'),
            count(*) FILTER (WHERE work = 'done'), count(*) FILTER (WHERE work = 'failed'),
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

  /** The schema of the journal, quoted. */
  public String schema() {
    return schema;
  }
}
