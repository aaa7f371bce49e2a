package dev.veery.postgres.journal;

import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the other tables of the journal against the audit: what a run, a log entry, a step and the
 * record of a migration say now has to be what was written into the chain with them. None of the
 * journal's own functions is used, as they could have been replaced.
 */
public final class AuditTies {

  private final Session session;
  private final String schema;

  /**
   * @param schema the journal's schema, quoted
   */
  public AuditTies(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /** Everything that does not fit, one sentence each. */
  public List<String> faults() throws SQLException {
    List<String> faults = new ArrayList<>();
    for (String query : List.of(RUNS, LOG, STEPS, STEP_STATES, STEP_COUNTS, MIGRATIONS)) {
      session.query(
          query.replace("{schema}", schema).replace("{digest of m}", AuditTables.MIGRATION_DIGEST),
          row -> faults.add(row.getString(1)));
    }
    return faults;
  }

  private static final String RUNS =
      """
      SELECT CASE
        WHEN a.position IS NULL THEN format('run %s is not in the audit', r.id)
        WHEN r.id IS NULL THEN format('run %s of the audit is not in table run', a.run_id)
        ELSE format('run %s: %s was edited', r.id, c.name) END
      FROM {schema}.run r
      FULL JOIN (SELECT * FROM {schema}.audit WHERE chain = 'run' AND kind = 'begin') a ON a.run_id = r.id
      LEFT JOIN LATERAL (SELECT * FROM {schema}.audit WHERE chain = 'run' AND run_id = r.id
        AND kind IN ('end', 'interrupted') ORDER BY position DESC LIMIT 1) e ON true
      LEFT JOIN LATERAL (VALUES
        ('batch', r.batch::text, a.detail->>'batch'),
        ('command', r.command, a.subject),
        ('environment', r.environment, a.detail->>'environment'),
        ('started_at', extract(epoch FROM r.started_at)::text, extract(epoch FROM a.at)::text),
        ('os_user', r.os_user, a.detail->>'osUser'),
        ('host', r.host, a.detail->>'host'),
        ('db_user', r.db_user, a.detail->>'dbUser'),
        ('build', r.build, a.detail->>'build'),
        ('outcome', r.outcome, CASE WHEN e.kind IS NULL THEN 'running' WHEN e.kind = 'interrupted'
          THEN 'interrupted' ELSE e.subject END),
        ('finished_at', extract(epoch FROM r.finished_at)::text, extract(epoch FROM e.at)::text),
        ('error_code', r.error_code, e.detail->>'errorCode'),
        ('error', r.error, e.detail->>'error')
      ) c (name, now, recorded) ON a.position IS NOT NULL AND r.id IS NOT NULL
      WHERE c.now IS DISTINCT FROM c.recorded OR a.position IS NULL OR r.id IS NULL
      ORDER BY coalesce(r.id, a.run_id), c.name
      """;

  private static final String LOG =
      """
      SELECT CASE
        WHEN a.position IS NULL THEN format('entry %s of log is not in the audit', l.id)
        WHEN l.id IS NULL THEN format('entry %s of the audit has lost its entry in log', a.position)
        ELSE format('entry %s of log: %s was edited', l.id, c.name) END
      FROM {schema}.log l
      FULL JOIN (SELECT * FROM {schema}.audit WHERE chain = 'run' AND kind IN ('up', 'down', 'stamp',
        'unstamp', 'baseline', 'accept')) a ON (a.detail->>'log')::bigint = l.id
      LEFT JOIN LATERAL (VALUES
        ('run_id', l.run_id::text, a.run_id::text),
        ('version', l.version, a.subject),
        ('name', l.name, a.detail->>'name'),
        ('action', l.action, a.kind),
        ('checksum', l.checksum, a.detail->>'checksum'),
        ('at', extract(epoch FROM l.at)::text, extract(epoch FROM a.at)::text),
        ('duration_ms', l.duration_ms::text, a.detail->>'durationMs')
      ) c (name, now, recorded) ON a.position IS NOT NULL AND l.id IS NOT NULL
      WHERE c.now IS DISTINCT FROM c.recorded OR a.position IS NULL OR l.id IS NULL
      ORDER BY coalesce(l.id, 0), a.position, c.name
      """;

  /** The entries that hold a digest of steps, taken apart. */
  private static final String PARTS =
      """
      WITH part AS (
        SELECT position, run_id, subject AS version, detail->'steps'->>'direction' AS direction,
          (detail->'steps'->>'first')::int AS first, (detail->'steps'->>'last')::int AS last,
          (detail->'steps'->>'count')::bigint AS count, (detail->'steps'->>'done')::boolean AS done,
          detail->'steps'->>'digest' AS digest
        FROM {schema}.audit WHERE chain = 'run' AND json_typeof(detail->'steps') = 'object')
      """;

  private static final String STEPS =
      PARTS
          + """
          SELECT format('steps %s to %s of %s %s in run %s were edited or removed', p.first, p.last,
            p.direction, p.version, p.run_id)
          FROM part p
          LEFT JOIN LATERAL (
            SELECT count(*) AS count, count(DISTINCT (s.began_at, s.finished_at)) AS times,
              encode(sha256(convert_to(json_build_array(array_agg(s.ordinal ORDER BY s.ordinal),
              array_agg(s.hash ORDER BY s.ordinal), array_agg(s.statement ORDER BY s.ordinal),
              (extract(epoch FROM min(s.began_at)) * 1000000)::bigint, CASE WHEN p.done THEN
              (extract(epoch FROM min(s.finished_at)) * 1000000)::bigint END)::text, 'UTF8')), 'hex') AS digest
            FROM {schema}.step s WHERE s.run_id = p.run_id AND s.version = p.version
              AND s.direction = p.direction AND s.ordinal BETWEEN p.first AND p.last
              AND (s.state = 'done' OR NOT p.done)) n ON true
          WHERE n.count IS DISTINCT FROM p.count OR n.times > 1 OR n.digest IS DISTINCT FROM p.digest
          ORDER BY p.position
          """;

  private static final String STEP_STATES =
      PARTS
          + """
          SELECT format('step %s of %s %s in run %s: its state was edited', s.ordinal, s.direction, s.version,
            s.run_id)
          FROM part p
          JOIN {schema}.step s ON s.run_id = p.run_id AND s.version = p.version AND s.direction = p.direction
            AND s.ordinal BETWEEN p.first AND p.last
          LEFT JOIN {schema}.audit e ON e.chain = 'run' AND e.kind = 'step' AND e.run_id = s.run_id
            AND e.subject = s.version AND e.detail->>'direction' = s.direction
            AND (e.detail->>'ordinal')::int = s.ordinal
          WHERE NOT p.done AND ((s.state = 'done') IS DISTINCT FROM (e.position IS NOT NULL)
            OR s.finished_at IS DISTINCT FROM e.at)
          ORDER BY p.position, s.ordinal
          """;

  private static final String STEP_COUNTS =
      PARTS
          + """
          SELECT format('steps of %s %s in run %s are not in the audit: %s', n.direction, n.version, n.run_id,
            n.count - coalesce(p.count, 0))
          FROM (SELECT run_id, version, direction, count(*) AS count FROM {schema}.step GROUP BY 1, 2, 3) n
          LEFT JOIN (SELECT run_id, version, direction, sum(count) AS count FROM part GROUP BY 1, 2, 3) p
            USING (run_id, version, direction)
          WHERE n.count > coalesce(p.count, 0)
          ORDER BY n.run_id, n.version
          """;

  private static final String MIGRATIONS =
      """
      SELECT CASE
        WHEN m.version IS NULL THEN format('the record of migration %s was removed', e.version)
        WHEN e.kept IS NULL THEN format('migration %s is recorded as applied, and the audit does not know of it', m.version)
        ELSE format('the record of migration %s was edited', m.version) END
      FROM {schema}.migration m
      FULL JOIN (SELECT DISTINCT ON (subject) subject AS version, detail->>'record' AS kept,
          detail->>'checksum' AS checksum
        FROM {schema}.audit WHERE chain = 'run' AND kind IN ('up', 'down', 'stamp', 'unstamp', 'baseline',
          'accept', 'steps') ORDER BY subject, position DESC) e USING (version)
      WHERE e.kept IS DISTINCT FROM CASE WHEN m.version IS NOT NULL THEN {digest of m} END
        OR m.kind = 'repeatable' AND m.checksum NOT IN ('', coalesce(e.checksum, m.checksum))
      ORDER BY version
      """;
}
