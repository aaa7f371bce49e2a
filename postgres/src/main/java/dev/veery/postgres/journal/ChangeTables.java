package dev.veery.postgres.journal;

/** The part of the journal about changes in two halves. */
final class ChangeTables {

  private ChangeTables() {}

  static final String SQL =
      """
      CREATE TABLE {schema}.change (
        version text PRIMARY KEY,
        name text NOT NULL,
        state text NOT NULL CHECK (state IN ('expanding', 'expanded', 'contracting', 'contracted', 'reverting', 'aborting', 'purging', 'closed')),
        tables text[] NOT NULL,
        changes text[] NOT NULL,
        keep interval,
        checksum text NOT NULL,
        raw_hash text NOT NULL,
        down_script text,
        path text NOT NULL,
        expand_script text NOT NULL,
        contract_script text NOT NULL,
        revert_script text NOT NULL,
        abort_script text NOT NULL,
        purge_script text NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        opened_by text NOT NULL,
        expanded_at timestamptz,
        contracted_at timestamptz,
        closed_at timestamptz,
        keep_until timestamptz
      );;
      COMMENT ON TABLE {schema}.change IS 'Migrations that are made in two halves, so that the application before and the one behind it work at the same time.';;
      COMMENT ON COLUMN {schema}.change.version IS 'Of the migration.';;
      COMMENT ON COLUMN {schema}.change.name IS 'Of the migration, as it was when the change was opened.';;
      COMMENT ON COLUMN {schema}.change.state IS 'expanded: old and new side by side, waits for contract; contracted: the new alone, the old kept hidden until keep_until; closed: nothing is left to do. The others are on their way, and the next command goes on there.';;
      COMMENT ON COLUMN {schema}.change.tables IS 'The tables that it concerns.';;
      COMMENT ON COLUMN {schema}.change.changes IS 'What it does, in words.';;
      COMMENT ON COLUMN {schema}.change.keep IS 'How long the old is kept behind contract; null for not at all.';;
      COMMENT ON COLUMN {schema}.change.checksum IS 'Over the tokens of the up script from which the scripts were made.';;
      COMMENT ON COLUMN {schema}.change.raw_hash IS 'SHA-256 of its bytes, in hex.';;
      COMMENT ON COLUMN {schema}.change.down_script IS 'How to take it back when it is closed.';;
      COMMENT ON COLUMN {schema}.change.path IS 'The file that it came from.';;
      COMMENT ON COLUMN {schema}.change.expand_script IS 'Puts the new beside the old. All scripts are kept as they were made: a run that goes on after an interruption uses the same ones.';;
      COMMENT ON COLUMN {schema}.change.contract_script IS 'Lets the new take the place of the old.';;
      COMMENT ON COLUMN {schema}.change.revert_script IS 'Back from there, while the old is kept; empty where there is no such way.';;
      COMMENT ON COLUMN {schema}.change.abort_script IS 'Back to exactly the old state.';;
      COMMENT ON COLUMN {schema}.change.purge_script IS 'Removes what was kept of the old.';;
      COMMENT ON COLUMN {schema}.change.opened_at IS 'By the clock of the server, like the times below.';;
      COMMENT ON COLUMN {schema}.change.opened_by IS 'The user of the operating system, and the host.';;
      COMMENT ON COLUMN {schema}.change.expanded_at IS 'Since when both work.';;
      COMMENT ON COLUMN {schema}.change.contracted_at IS 'Since when only the new is in use.';;
      COMMENT ON COLUMN {schema}.change.closed_at IS 'When nothing was left to do.';;
      COMMENT ON COLUMN {schema}.change.keep_until IS 'From then on veery purge removes what is kept of the old.';;

      CREATE TABLE {schema}.change_step (
        version text NOT NULL,
        phase text NOT NULL CHECK (phase IN ('expand', 'contract', 'revert', 'abort', 'purge')),
        ordinal int NOT NULL,
        hash text NOT NULL,
        statement text NOT NULL,
        state text NOT NULL CHECK (state IN ('intended', 'done')),
        run_id bigint NOT NULL,
        began_at timestamptz NOT NULL,
        finished_at timestamptz,
        PRIMARY KEY (version, phase, ordinal)
      );;
      COMMENT ON TABLE {schema}.change_step IS 'One row for each statement of a change that was committed, written in the transaction of the statement itself.';;
      COMMENT ON COLUMN {schema}.change_step.version IS 'Of the migration.';;
      COMMENT ON COLUMN {schema}.change_step.phase IS 'Which of the scripts.';;
      COMMENT ON COLUMN {schema}.change_step.ordinal IS 'Its place in the script, from 1.';;
      COMMENT ON COLUMN {schema}.change_step.hash IS 'Over its tokens.';;
      COMMENT ON COLUMN {schema}.change_step.statement IS 'Its beginning, on one line.';;
      COMMENT ON COLUMN {schema}.change_step.state IS 'As in step.';;
      COMMENT ON COLUMN {schema}.change_step.run_id IS 'The run that did it.';;
      COMMENT ON COLUMN {schema}.change_step.began_at IS 'Steps of one transaction share its start and end.';;
      COMMENT ON COLUMN {schema}.change_step.finished_at IS 'Null for one that was intended.';;

      CREATE FUNCTION {schema}.open_change(
        p_token bigint, p_version text, p_name text, p_tables text[], p_changes text[], p_keep interval,
        p_checksum text, p_raw_hash text, p_down_script text, p_path text, p_by text,
        p_expand text, p_contract text, p_revert text, p_abort text, p_purge text
      ) RETURNS void LANGUAGE plpgsql AS $open$
      BEGIN
        PERFORM {schema}.fence(p_token);
        DELETE FROM {schema}.change WHERE version = p_version AND state = 'closed';
        DELETE FROM {schema}.change_step WHERE version = p_version;
        INSERT INTO {schema}.change (version, name, state, tables, changes, keep, checksum, raw_hash, down_script,
          path, opened_by, expand_script, contract_script, revert_script, abort_script, purge_script)
        VALUES (p_version, p_name, 'expanding', p_tables, p_changes, p_keep, p_checksum, p_raw_hash, p_down_script,
          p_path, p_by, p_expand, p_contract, p_revert, p_abort, p_purge);
      END
      $open$;;
      COMMENT ON FUNCTION {schema}.open_change IS 'A change begins, in the transaction of its first statement.';;

      CREATE FUNCTION {schema}.record_change(
        p_token bigint, p_run bigint, p_version text, p_phase text, p_state text,
        p_done boolean, p_ordinals int[], p_hashes text[], p_statements text[]
      ) RETURNS void LANGUAGE plpgsql AS $change$
      BEGIN
        PERFORM {schema}.fence(p_token);
        INSERT INTO {schema}.change_step (version, phase, ordinal, hash, statement, state, run_id, began_at, finished_at)
        SELECT p_version, p_phase, o, h, s, CASE WHEN p_done THEN 'done' ELSE 'intended' END, p_run,
          now(), CASE WHEN p_done THEN clock_timestamp() END
        FROM unnest(p_ordinals, p_hashes, p_statements) AS x (o, h, s);
        UPDATE {schema}.change SET
          state = p_state,
          expanded_at = CASE p_state WHEN 'expanded' THEN clock_timestamp() ELSE expanded_at END,
          contracted_at = CASE WHEN p_phase = 'contract' AND p_state IN ('contracted', 'closed') THEN clock_timestamp() ELSE contracted_at END,
          keep_until = CASE p_state WHEN 'contracted' THEN clock_timestamp() + coalesce(keep, interval '0') ELSE keep_until END,
          closed_at = CASE p_state WHEN 'closed' THEN clock_timestamp() ELSE closed_at END
        WHERE version = p_version;
        IF p_phase = 'abort' AND p_state = 'closed' THEN
          -- What is begun anew must not go on where this one was.
          DELETE FROM {schema}.backfill WHERE version = p_version AND direction = 'up' AND state <> 'done';
          PERFORM {schema}.record_down(p_token, p_run, m.version, m.name, m.checksum, true, NULL, true, '{}', '{}', '{}')
          FROM {schema}.migration m WHERE m.version = p_version;
        END IF;
      END
      $change$;;
      COMMENT ON FUNCTION {schema}.record_change IS 'Records steps of a phase and the state that they leave the change in.';;

      CREATE FUNCTION {schema}.change_step_done(p_token bigint, p_version text, p_phase text, p_ordinal int)
      RETURNS void LANGUAGE plpgsql AS $done$
      BEGIN
        PERFORM {schema}.fence(p_token);
        UPDATE {schema}.change_step SET state = 'done', finished_at = clock_timestamp()
        WHERE version = p_version AND phase = p_phase AND ordinal = p_ordinal AND state = 'intended';
      END
      $done$;;
      COMMENT ON FUNCTION {schema}.change_step_done IS 'An intended step of a change has happened.';;
      """;
}
