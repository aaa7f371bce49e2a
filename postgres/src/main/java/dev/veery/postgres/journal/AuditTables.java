package dev.veery.postgres.journal;

/**
 * The audit chain: the table and the functions that append to it. {@link AuditChain} says what a
 * row's hash is over and how it is checked.
 *
 * <p>An entry is appended by the function that writes what it records, so that both are committed
 * together and nothing has to be sent for it. There is one entry for each call that records steps,
 * with a digest of them, and not one for each step: the price of an {@code up} of a thousand
 * migrations stays within a few per cent.
 *
 * <p>There are two chains. {@code run} is written only by who holds the lease, which is why nobody
 * has to be locked out while the end of the chain is looked up. {@code event} takes what happens
 * without the lease, such as a refusal while another runner is at work; its writers queue at an
 * advisory lock for the length of one statement, and never behind a migration.
 */
final class AuditTables {

  private AuditTables() {}

  /** Over everything in a row {@code m} of migration; the check computes it by itself. */
  static final String MIGRATION_DIGEST =
      """
      encode(sha256(convert_to(json_build_array(m.version, m.name, m.kind, m.state, m.sequence,
        m.batch, m.run_id, array_to_string(m.parents, chr(31)),
        CASE m.kind WHEN 'repeatable' THEN '' ELSE m.checksum END,
        CASE m.kind WHEN 'repeatable' THEN '' ELSE m.raw_hash END, m.down_script, m.path, m.title,
        m.description, m.author, m.written, m.documentation,
        (extract(epoch FROM m.applied_at) * 1000000)::bigint, m.applied_by, m.duration_ms,
        m.retired)::text, 'UTF8')), 'hex')
      """
          .strip();

  /** The table, and what is called by the functions of {@link JournalSchema}. */
  static final String FORMAT_1 =
      """
      CREATE TABLE {schema}.audit (
        chain text COLLATE "C" NOT NULL,
        position bigint NOT NULL,
        at timestamptz NOT NULL,
        run_id bigint,
        kind text NOT NULL,
        subject text NOT NULL,
        detail json NOT NULL,
        previous text NOT NULL,
        hash text NOT NULL,
        PRIMARY KEY (chain, position)
      );;
      COMMENT ON TABLE {schema}.audit IS 'Everything that was done or refused, each entry with the hash of the one before. veery audit verify checks it, and the other tables against it.';;
      COMMENT ON COLUMN {schema}.audit.chain IS 'run: written under the lease; event: what happens without it. Each is a chain of its own.';;
      COMMENT ON COLUMN {schema}.audit.position IS 'Place in its chain: 1, 2, 3, without a gap.';;
      COMMENT ON COLUMN {schema}.audit.at IS 'By the clock of the server; the order is that of position, even if this clock was put back.';;
      COMMENT ON COLUMN {schema}.audit.run_id IS 'The run that it belongs to; null for none.';;
      COMMENT ON COLUMN {schema}.audit.kind IS 'begin, end, interrupted: of a run; up, down, stamp, unstamp, baseline, accept: of a migration; steps, step: of a part of one; partition: of one that was made or archived; otherwise an event such as refused or backup.';;
      COMMENT ON COLUMN {schema}.audit.subject IS 'The command of a run, the version of a migration, or what an event is about.';;
      COMMENT ON COLUMN {schema}.audit.detail IS 'The rest, among it digests of the rows that were written with this one.';;
      COMMENT ON COLUMN {schema}.audit.previous IS 'The hash of the entry before; empty for the first.';;
      COMMENT ON COLUMN {schema}.audit.hash IS 'SHA-256, in hex, of the UTF-8 text of the JSON array [chain, position, at in microseconds since 1970, run_id, kind, subject, detail as text, previous], with ", " between its elements.';;

      CREATE FUNCTION {schema}.audit_append(
        p_chain text, p_run bigint, p_kind text, p_subject text, p_at timestamptz, p_detail json
      ) RETURNS void LANGUAGE plpgsql AS $append$
      BEGIN
        INSERT INTO {schema}.audit (chain, position, at, run_id, kind, subject, detail, previous, hash)
        SELECT p_chain, place, p_at, p_run, p_kind, p_subject, p_detail, last,
          encode(sha256(convert_to(json_build_array(p_chain, place,
            (extract(epoch FROM p_at) * 1000000)::bigint, p_run, p_kind, p_subject, p_detail::text,
            last)::text, 'UTF8')), 'hex')
        FROM (SELECT coalesce(max(a.position), 0) + 1 AS place, coalesce(max(a.hash), '') AS last
          FROM (SELECT e.position, e.hash FROM {schema}.audit e WHERE e.chain = p_chain
            ORDER BY e.position DESC LIMIT 1) a) b;
      END
      $append$;;
      COMMENT ON FUNCTION {schema}.audit_append IS 'Part of the functions that write the journal: appends an entry to a chain of audit.';;

      CREATE FUNCTION {schema}.audit_event(p_run bigint, p_kind text, p_subject text, p_detail json)
      RETURNS void LANGUAGE plpgsql AS $event$
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended({schema as text} || ' audit', 0));
        PERFORM {schema}.audit_append('event', p_run, p_kind, p_subject, clock_timestamp(), p_detail);
      END
      $event$;;
      COMMENT ON FUNCTION {schema}.audit_event IS 'Appends what happens without the lease, such as a refusal or a backup.';;

      CREATE FUNCTION {schema}.migration_digest(m {schema}.migration) RETURNS text LANGUAGE sql AS $digest$
        -- The checksum of a repeatable migration is emptied when something is taken back.
        SELECT {digest of m}
      $digest$;;
      COMMENT ON FUNCTION {schema}.migration_digest IS 'A digest of everything in a row of migration, for its entry in audit.';;

      CREATE FUNCTION {schema}.begin_run(
        p_token bigint, p_batch boolean, p_command text, p_environment text, p_os_user text,
        p_host text, p_build text, p_evidence json, OUT run_id bigint, OUT batch_number int
      ) LANGUAGE plpgsql AS $begin$
      DECLARE
        killed record;
        began timestamptz;
        role text;
      BEGIN
        PERFORM {schema}.fence(p_token);
        FOR killed IN UPDATE {schema}.run SET outcome = 'interrupted', finished_at = clock_timestamp()
          WHERE outcome = 'running' RETURNING id, finished_at
        LOOP
          PERFORM {schema}.audit_append('run', killed.id, 'interrupted', '', killed.finished_at,
            json_build_object('errorCode', NULL, 'error', NULL));
        END LOOP;
        INSERT INTO {schema}.run (batch, command, environment, os_user, host, build)
        VALUES (CASE WHEN p_batch THEN (SELECT coalesce(max(batch), 0) + 1 FROM {schema}.run) END,
          p_command, p_environment, p_os_user, p_host, p_build)
        RETURNING id, batch, started_at, db_user INTO run_id, batch_number, began, role;
        PERFORM {schema}.audit_append('run', run_id, 'begin', p_command, began, json_build_object(
          'batch', batch_number, 'environment', p_environment, 'osUser', p_os_user, 'host', p_host,
          'dbUser', role, 'build', p_build, 'evidence', p_evidence));
      END
      $begin$;;
      COMMENT ON FUNCTION {schema}.begin_run IS 'Opens a run, and closes those that were killed.';;

      CREATE FUNCTION {schema}.end_run(
        p_token bigint, p_run bigint, p_outcome text, p_error_code text, p_error text
      ) RETURNS void LANGUAGE plpgsql AS $end$
      DECLARE
        ended timestamptz;
      BEGIN
        -- Who has lost the lease has been recorded as interrupted by who took it.
        PERFORM 1 FROM {schema}.lease WHERE scope = 'run' AND token = p_token AND NOT released FOR UPDATE;
        IF FOUND THEN
          UPDATE {schema}.run SET outcome = p_outcome, finished_at = clock_timestamp(),
            error_code = p_error_code, error = p_error WHERE id = p_run RETURNING finished_at INTO ended;
          PERFORM {schema}.audit_append('run', p_run, 'end', p_outcome, ended,
            json_build_object('errorCode', p_error_code, 'error', p_error));
          UPDATE {schema}.lease SET released = true WHERE scope = 'run' AND token = p_token;
        END IF;
      END
      $end$;;
      COMMENT ON FUNCTION {schema}.end_run IS 'Closes a run and gives the lease back.';;

      CREATE FUNCTION {schema}.note(
        p_run bigint, p_version text, p_name text, p_action text, p_checksum text,
        p_duration_ms bigint, p_record text, p_part json
      ) RETURNS void LANGUAGE plpgsql AS $note$
      DECLARE
        entry bigint;
        noted timestamptz;
      BEGIN
        INSERT INTO {schema}.log (run_id, version, name, action, checksum, duration_ms)
        VALUES (p_run, p_version, p_name, p_action, p_checksum, p_duration_ms)
        RETURNING id, log.at INTO entry, noted;
        PERFORM {schema}.audit_append('run', p_run, p_action, p_version, noted, json_build_object(
          'log', entry, 'name', p_name, 'checksum', p_checksum, 'durationMs', p_duration_ms,
          'record', p_record, 'steps', p_part));
      END
      $note$;;
      COMMENT ON FUNCTION {schema}.note IS 'An entry in log, and the one in audit that belongs to it.';;
      """
          .replace("{digest of m}", MIGRATION_DIGEST);
}
