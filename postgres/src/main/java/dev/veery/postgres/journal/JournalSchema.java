package dev.veery.postgres.journal;

import dev.veery.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of the journal and their versions.
 *
 * <p>A format is changed only by adding a {@link #UPGRADES} entry: a journal of format N is brought
 * to N+1 by the statements at N. A build never touches a journal of a format that it does not know.
 */
final class JournalSchema {

  /** The format that this build reads and writes. */
  static final int FORMAT = 1;

  private JournalSchema() {}

  /** What brings a journal from one format to the next, oldest first; entry 0 creates format 1. */
  private static final List<String> UPGRADES =
      List.of(
          FORMAT_1()
              + BackfillTables.CREATION
              + OnlineTables.CREATION
              + PartitionTables.CREATION
              + AuditTables.FORMAT_1
              + MonitorTables.CREATION
              + ChangeTables.SQL
              + TrashTables.SQL);

  /**
   * The statements that bring a journal up to date.
   *
   * @param schema its name, quoted
   * @param format the present format, 0 where there is no journal
   */
  static List<String> upgrade(String schema, int format) {
    List<String> statements = new ArrayList<>();
    for (int from = format; from < FORMAT; from++) {
      for (String statement : UPGRADES.get(from).split(";;\n")) {
        if (!statement.isBlank()) {
          statements.add(
              statement
                  .replace("{schema}", schema)
                  .replace("{schema as text}", Sql.literal(schema)));
        }
      }
      statements.add("UPDATE " + schema + ".journal SET format = " + (from + 1));
    }
    return statements;
  }

  /** Identifies the lock under which a journal is created; one per schema name. */
  static String creationLock(String schema) {
    return "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended("
        + Sql.literal("veery journal " + schema)
        + ", 0))";
  }

  private static String FORMAT_1() {
    return """
    DO $create$
    BEGIN
      -- IF NOT EXISTS would ask for the right to create schemas where the schema exists already.
      IF pg_catalog.to_regnamespace({schema as text}) IS NULL THEN
        CREATE SCHEMA {schema};
        COMMENT ON SCHEMA {schema} IS
          'The journal of Veery: which migrations this database has, and what was done to it. Read it freely; only Veery writes it.';
      END IF;
    END
    $create$;;

    CREATE TABLE {schema}.journal (
      format int NOT NULL,
      created_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );;
    CREATE UNIQUE INDEX journal_one_row ON {schema}.journal ((true));;
    INSERT INTO {schema}.journal (format) VALUES (0);;
    COMMENT ON TABLE {schema}.journal IS 'One row: the format of these tables.';;
    COMMENT ON COLUMN {schema}.journal.format IS 'The version of the layout of these tables; a newer Veery upgrades it, an older one refuses to work.';;
    COMMENT ON COLUMN {schema}.journal.created_at IS 'When the journal was created, by the clock of the server.';;

    CREATE TABLE {schema}.lease (
      scope text PRIMARY KEY,
      token bigint NOT NULL,
      holder text NOT NULL,
      purpose text NOT NULL,
      backend_pid int,
      backend_start timestamptz,
      acquired_at timestamptz NOT NULL,
      heartbeat_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      released boolean NOT NULL DEFAULT false
    );;
    COMMENT ON TABLE {schema}.lease IS 'Who may write to the journal now. A row outlives its holder, so that the token only ever grows.';;
    COMMENT ON COLUMN {schema}.lease.scope IS 'What the lease is for; run: the right to run migrations.';;
    COMMENT ON COLUMN {schema}.lease.holder IS 'Who holds it: user and host.';;
    COMMENT ON COLUMN {schema}.lease.purpose IS 'The command that it was taken for.';;
    COMMENT ON COLUMN {schema}.lease.backend_start IS 'When that server process began: a number alone may have been given to another.';;
    COMMENT ON COLUMN {schema}.lease.acquired_at IS 'When it was taken.';;
    COMMENT ON COLUMN {schema}.lease.heartbeat_at IS 'When the holder was last heard of.';;
    COMMENT ON COLUMN {schema}.lease.expires_at IS 'From then on anybody may take it over.';;
    COMMENT ON COLUMN {schema}.lease.released IS 'Whether the holder gave it back.';;
    COMMENT ON COLUMN {schema}.lease.token IS 'Fencing token: every write of a runner checks that it is still this one.';;
    COMMENT ON COLUMN {schema}.lease.backend_pid IS 'The server process of the holder; null behind a transaction-pooling proxy, where only the expiry counts.';;

    CREATE TABLE {schema}.run (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      batch int,
      command text NOT NULL,
      environment text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      finished_at timestamptz,
      outcome text NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'succeeded', 'failed', 'interrupted')),
      os_user text NOT NULL,
      host text NOT NULL,
      db_user text NOT NULL DEFAULT session_user,
      build text NOT NULL,
      error_code text,
      error text
    );;
    COMMENT ON TABLE {schema}.run IS 'One row for each command that changed something or tried to.';;
    COMMENT ON COLUMN {schema}.run.id IS 'Grows with every run.';;
    COMMENT ON COLUMN {schema}.run.command IS 'As it was typed, without secrets.';;
    COMMENT ON COLUMN {schema}.run.environment IS 'The name given with --env; empty for none.';;
    COMMENT ON COLUMN {schema}.run.started_at IS 'By the clock of the server.';;
    COMMENT ON COLUMN {schema}.run.finished_at IS 'Null while it is at work, and for one that was killed.';;
    COMMENT ON COLUMN {schema}.run.os_user IS 'The user of the operating system.';;
    COMMENT ON COLUMN {schema}.run.host IS 'The machine that it ran on.';;
    COMMENT ON COLUMN {schema}.run.db_user IS 'The role that it logged in as.';;
    COMMENT ON COLUMN {schema}.run.build IS 'The version of Veery.';;
    COMMENT ON COLUMN {schema}.run.error_code IS 'The stable code of the error, such as VEERY-301; null for none.';;
    COMMENT ON COLUMN {schema}.run.error IS 'Its message.';;
    COMMENT ON COLUMN {schema}.run.batch IS 'What one up applied; veery rollback undoes the newest batch. Null for other commands.';;
    COMMENT ON COLUMN {schema}.run.outcome IS 'running: at work, or killed; the next run marks a killed one as interrupted.';;

    -- Words without a CHECK: the server reads the text of every constraint anew for every
    -- statement, which was a sixth of what a record costs.
    CREATE TABLE {schema}.migration (
      version text PRIMARY KEY,
      name text NOT NULL,
      kind text NOT NULL,
      state text NOT NULL,
      sequence bigint GENERATED ALWAYS AS IDENTITY,
      batch int,
      run_id bigint NOT NULL,
      parents text[],
      checksum text NOT NULL,
      raw_hash text NOT NULL,
      down_script text,
      path text NOT NULL,
      title text NOT NULL DEFAULT '',
      description text NOT NULL DEFAULT '',
      author text NOT NULL DEFAULT '',
      written text NOT NULL DEFAULT '',
      documentation text NOT NULL DEFAULT '',
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      applied_by text NOT NULL,
      duration_ms bigint,
      retired boolean NOT NULL DEFAULT false
    );;
    COMMENT ON TABLE {schema}.migration IS 'The migrations that this database has now. A reverted one has no row here, but keeps its rows in log.';;
    COMMENT ON COLUMN {schema}.migration.name IS 'What people call it; may be empty.';;
    COMMENT ON COLUMN {schema}.migration.kind IS 'sql, java, repeatable: it ran; stamp: recorded without running; baseline: the line below which nothing is run.';;
    COMMENT ON COLUMN {schema}.migration.batch IS 'The up that applied it; null for what did not run.';;
    COMMENT ON COLUMN {schema}.migration.parents IS 'The versions that it builds on, as its header names them; null where it names none.';;
    COMMENT ON COLUMN {schema}.migration.path IS 'The file or directory that it came from.';;
    COMMENT ON COLUMN {schema}.migration.title IS 'The Migration line of its header.';;
    COMMENT ON COLUMN {schema}.migration.description IS 'The Description line of its header.';;
    COMMENT ON COLUMN {schema}.migration.author IS 'The Author line of its header.';;
    COMMENT ON COLUMN {schema}.migration.documentation IS 'The free lines of its header.';;
    COMMENT ON COLUMN {schema}.migration.applied_at IS 'When it was whole, by the clock of the server.';;
    COMMENT ON COLUMN {schema}.migration.applied_by IS 'The user of the operating system, and the host.';;
    COMMENT ON COLUMN {schema}.migration.duration_ms IS 'How long it took, in milliseconds; null for what did not run.';;
    COMMENT ON COLUMN {schema}.migration.version IS 'Its identity; for a repeatable migration R:name.';;
    COMMENT ON COLUMN {schema}.migration.state IS 'applying and reverting: some steps are committed and others not; the next run goes on there.';;
    COMMENT ON COLUMN {schema}.migration.sequence IS 'Grows with every application: the order in which they were applied.';;
    COMMENT ON COLUMN {schema}.migration.run_id IS 'The run in which this application, or this reversal, began.';;
    COMMENT ON COLUMN {schema}.migration.checksum IS 'Over the tokens of the up script; white space, comments and line ends do not matter. The number before the colon is the version of the algorithm.';;
    COMMENT ON COLUMN {schema}.migration.raw_hash IS 'SHA-256 of the bytes, in hex.';;
    COMMENT ON COLUMN {schema}.migration.down_script IS 'How to take it back, kept so that a build that lacks the file can do it.';;
    COMMENT ON COLUMN {schema}.migration.written IS 'The date that the author put into the header, as written.';;
    COMMENT ON COLUMN {schema}.migration.retired IS 'Its file was accepted as gone.';;

    CREATE TABLE {schema}.step (
      run_id bigint NOT NULL,
      version text NOT NULL,
      direction text NOT NULL,
      ordinal int NOT NULL,
      hash text NOT NULL,
      statement text NOT NULL,
      state text NOT NULL,
      began_at timestamptz NOT NULL,
      finished_at timestamptz,
      PRIMARY KEY (run_id, version, direction, ordinal)
    );;
    COMMENT ON TABLE {schema}.step IS 'One row for each statement that was committed, written in the transaction of the statement itself.';;
    COMMENT ON COLUMN {schema}.step.run_id IS 'The run that it belongs to.';;
    COMMENT ON COLUMN {schema}.step.version IS 'The migration that it belongs to.';;
    COMMENT ON COLUMN {schema}.step.direction IS 'Of the script.';;
    COMMENT ON COLUMN {schema}.step.ordinal IS 'Its place in the script, from 1.';;
    COMMENT ON COLUMN {schema}.step.hash IS 'Over its tokens; tells whether the script has changed since.';;
    COMMENT ON COLUMN {schema}.step.finished_at IS 'Null for one that was intended.';;
    COMMENT ON COLUMN {schema}.step.state IS 'intended: a statement that cannot share a transaction with its record was about to run; what became of it is asked of the catalog.';;
    COMMENT ON COLUMN {schema}.step.statement IS 'Its beginning, on one line.';;
    COMMENT ON COLUMN {schema}.step.began_at IS 'Steps of one transaction share its start and end.';;

    CREATE TABLE {schema}.log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      run_id bigint NOT NULL,
      version text NOT NULL,
      name text NOT NULL,
      action text NOT NULL,
      checksum text NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      duration_ms bigint
    );;
    COMMENT ON TABLE {schema}.log IS 'Everything that ever changed in migration, oldest first.';;
    COMMENT ON COLUMN {schema}.log.id IS 'Grows with every entry.';;
    COMMENT ON COLUMN {schema}.log.run_id IS 'The run that did it.';;
    COMMENT ON COLUMN {schema}.log.version IS 'Of the migration.';;
    COMMENT ON COLUMN {schema}.log.name IS 'Of the migration, as it was then.';;
    COMMENT ON COLUMN {schema}.log.action IS 'up, down: it ran; stamp, unstamp, baseline, accept: only the record was changed.';;
    COMMENT ON COLUMN {schema}.log.checksum IS 'Of the up script, as it was then.';;
    COMMENT ON COLUMN {schema}.log.at IS 'By the clock of the server.';;
    COMMENT ON COLUMN {schema}.log.duration_ms IS 'In milliseconds; null for what did not run.';;

    CREATE FUNCTION {schema}.fence(p_token bigint) RETURNS void LANGUAGE plpgsql AS $fence$
    BEGIN
      -- FOR SHARE: nobody can take the lease over between this check and the commit behind it.
      PERFORM 1 FROM {schema}.lease WHERE scope = 'run' AND token = p_token AND NOT released FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease was taken over by %',
          (SELECT holder FROM {schema}.lease WHERE scope = 'run') USING ERRCODE = 'VE001';
      END IF;
    END
    $fence$;;
    COMMENT ON FUNCTION {schema}.fence IS 'Fails when the lease with this token is no longer held.';;

    CREATE FUNCTION {schema}.record_up(
      p_token bigint, p_run bigint, p_version text, p_name text, p_kind text, p_state text,
      p_parents text[], p_checksum text, p_raw_hash text, p_down_script text,
      p_path text, p_title text, p_description text, p_author text, p_written text,
      p_documentation text, p_by text, p_duration_ms bigint,
      p_done boolean, p_ordinals int[], p_hashes text[], p_statements text[]
    ) RETURNS void LANGUAGE plpgsql AS $up$
    DECLARE
      duration bigint := coalesce(p_duration_ms, extract(epoch FROM clock_timestamp() - now()) * 1000);
      kept text;
      part json;
    BEGIN
      PERFORM {schema}.fence(p_token);
      INSERT INTO {schema}.migration AS m (version, name, kind, state, batch, run_id, parents, checksum,
        raw_hash, down_script, path, title, description, author, written, documentation, applied_by,
        duration_ms)
      VALUES (p_version, p_name, p_kind, p_state, (SELECT batch FROM {schema}.run WHERE id = p_run), p_run, p_parents, p_checksum, p_raw_hash,
        p_down_script, p_path, p_title, p_description, p_author, p_written, p_documentation, p_by,
        duration)
      ON CONFLICT (version) DO UPDATE SET (name, kind, state, batch, parents, checksum, raw_hash,
        down_script, path, title, description, author, written, documentation, applied_at, applied_by,
        duration_ms) = (excluded.name, excluded.kind, excluded.state, excluded.batch,
        excluded.parents, excluded.checksum, excluded.raw_hash, excluded.down_script, excluded.path,
        excluded.title, excluded.description, excluded.author, excluded.written,
        excluded.documentation, clock_timestamp(), excluded.applied_by, excluded.duration_ms)
      RETURNING {schema}.migration_digest(m) INTO kept;
      part := {schema}.record_steps(p_run, p_version, 'up', p_done, p_ordinals, p_hashes, p_statements);
      IF p_state = 'applied' THEN
        PERFORM {schema}.note(p_run, p_version, p_name, 'up', p_checksum, duration, kept, part);
      ELSE
        PERFORM {schema}.audit_append('run', p_run, 'steps', p_version, clock_timestamp(),
          json_build_object('record', kept, 'steps', part));
      END IF;
    END
    $up$;;
    COMMENT ON FUNCTION {schema}.record_up IS 'Records steps of an up script and the state that they leave the migration in. Without a duration it is the time since the transaction began.';;

    CREATE FUNCTION {schema}.record_down(
      p_token bigint, p_run bigint, p_version text, p_name text, p_checksum text, p_whole boolean,
      p_duration_ms bigint, p_done boolean, p_ordinals int[], p_hashes text[], p_statements text[]
    ) RETURNS void LANGUAGE plpgsql AS $down$
    DECLARE
      kept text;
      part json;
    BEGIN
      PERFORM {schema}.fence(p_token);
      part := {schema}.record_steps(p_run, p_version, 'down', p_done, p_ordinals, p_hashes, p_statements);
      IF p_whole THEN
        DELETE FROM {schema}.migration WHERE version = p_version;
        -- What repeatable migrations made may have gone with it: the next up runs them again.
        UPDATE {schema}.migration SET checksum = '', raw_hash = '' WHERE kind = 'repeatable';
        PERFORM {schema}.note(p_run, p_version, p_name, 'down', p_checksum,
          coalesce(p_duration_ms, extract(epoch FROM clock_timestamp() - now()) * 1000)::bigint, NULL, part);
      ELSE
        -- run_id becomes the run in which the reversal began, and stays that when it is resumed.
        UPDATE {schema}.migration AS m
        SET run_id = CASE state WHEN 'reverting' THEN run_id ELSE p_run END, state = 'reverting'
        WHERE version = p_version RETURNING {schema}.migration_digest(m) INTO kept;
        PERFORM {schema}.audit_append('run', p_run, 'steps', p_version, clock_timestamp(),
          json_build_object('record', kept, 'steps', part));
      END IF;
    END
    $down$;;
    COMMENT ON FUNCTION {schema}.record_down IS 'Records steps of a down script; when it is whole, the migration is no longer applied.';;

    CREATE FUNCTION {schema}.record_steps(
      p_run bigint, p_version text, p_direction text, p_done boolean, p_ordinals int[],
      p_hashes text[], p_statements text[]
    ) RETURNS json LANGUAGE plpgsql AS $steps$
    DECLARE
      finished timestamptz := CASE WHEN p_done THEN clock_timestamp() END;
    BEGIN
      IF cardinality(p_ordinals) = 0 THEN
        RETURN NULL;
      END IF;
      INSERT INTO {schema}.step (run_id, version, direction, ordinal, hash, statement, state, began_at,
        finished_at)
      SELECT p_run, p_version, p_direction, o, h, s, CASE WHEN p_done THEN 'done' ELSE 'intended' END,
        now(), finished
      FROM unnest(p_ordinals, p_hashes, p_statements) AS x (o, h, s);
      RETURN json_build_object('direction', p_direction, 'first', p_ordinals[1],
        'last', p_ordinals[cardinality(p_ordinals)], 'count', cardinality(p_ordinals), 'done', p_done,
        'digest', encode(sha256(convert_to(json_build_array(p_ordinals, p_hashes, p_statements,
          (extract(epoch FROM now()) * 1000000)::bigint,
          (extract(epoch FROM finished) * 1000000)::bigint)::text, 'UTF8')), 'hex'));
    END
    $steps$;;
    COMMENT ON FUNCTION {schema}.record_steps IS 'Part of record_up and record_down: writes steps, and returns what audit keeps of them.';;

    CREATE FUNCTION {schema}.step_done(p_token bigint, p_version text, p_direction text, p_ordinal int)
    RETURNS void LANGUAGE plpgsql AS $done$
    DECLARE
      done record;
    BEGIN
      PERFORM {schema}.fence(p_token);
      FOR done IN UPDATE {schema}.step SET state = 'done', finished_at = clock_timestamp()
        WHERE version = p_version AND direction = p_direction AND ordinal = p_ordinal
          AND state = 'intended' RETURNING run_id, finished_at
      LOOP
        PERFORM {schema}.audit_append('run', done.run_id, 'step', p_version, done.finished_at,
          json_build_object('direction', p_direction, 'ordinal', p_ordinal));
      END LOOP;
    END
    $done$;;
    COMMENT ON FUNCTION {schema}.step_done IS 'An intended step has happened.';;
    """;
  }
}
